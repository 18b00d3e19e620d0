package dev.signalbox.worker.jobs;

import dev.signalbox.platform.spool.EventSpool;
import dev.signalbox.platform.spool.SpoolFullException;
import dev.signalbox.platform.tracing.Traces;
import dev.signalbox.worker.serving.ModelServer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;

/**
 * The thread that pulls jobs. Each turn: outcomes become results, free slots take records, and the
 * consumer is paused while there is no room, so that jobs stay with the broker for whoever has.
 */
public final class JobPuller implements AutoCloseable {
  private static final int ATTEMPTS = 3;
  private static final Duration BUSY = Duration.ofMillis(20);
  private static final Duration IDLE = Duration.ofMillis(200);
  private static final Duration TROUBLE = Duration.ofSeconds(2);

  private final KafkaLink link;
  private final JobSettings settings;
  private final JobDesk desk;
  private final DeadJobs dead;
  private final JobLedger ledger;
  private final Consumer<String> log;
  private final Thread thread;
  private final Queue<Ended> ended = new ConcurrentLinkedQueue<>();
  private final Deque<ConsumerRecord<byte[], byte[]>> held = new ArrayDeque<>();
  private final Deque<Ended> unwritten = new ArrayDeque<>();
  private final Offsets offsets = new Offsets();
  private final Set<String> underWay = new HashSet<>();
  private boolean inTrouble;
  private volatile boolean stopping;

  private record Ended(ConsumerRecord<byte[], byte[]> record, Job job, JobDesk.Outcome outcome) {}

  private JobPuller(
      KafkaLink link,
      JobSettings settings,
      ModelServer server,
      EventSpool spool,
      Path folder,
      InstantSource clock,
      Traces traces,
      Consumer<String> log) {
    this.link = link;
    this.settings = settings;
    this.desk = new JobDesk(settings, server, spool, clock, traces);
    this.dead = new DeadJobs(link, clock);
    this.ledger = JobLedger.open(folder);
    this.log = log;
    this.thread = Thread.ofPlatform().daemon().name("jobs").unstarted(this::run);
  }

  /**
   * Starts pulling.
   *
   * @param folder where the ledger of jobs is kept
   * @param log told in a sentence when the link breaks and when it works again
   */
  public static JobPuller start(
      KafkaLink link,
      JobSettings settings,
      ModelServer server,
      EventSpool spool,
      Path folder,
      InstantSource clock,
      Traces traces,
      Consumer<String> log) {
    JobPuller puller = new JobPuller(link, settings, server, spool, folder, clock, traces, log);
    puller.thread.start();
    return puller;
  }

  private void run() {
    while (!stopping) {
      try (KafkaConsumer<byte[], byte[]> consumer =
          link.consumer(settings.group(), Math.max(1, settings.slots()))) {
        consumer.subscribe(List.of(JobTopics.JOBS), new Listener(consumer));
        while (!stopping) {
          turn(consumer);
        }
        settle();
        commit(consumer);
      } catch (InterruptedException | InterruptException e) {
        break;
      } catch (KafkaException e) {
        trouble(e.getClass().getSimpleName() + ": " + e.getMessage());
        held.clear();
        pause();
      }
    }
    settle();
    ledger.close();
  }

  private void pause() {
    try {
      TimeUnit.NANOSECONDS.sleep(TROUBLE.toNanos());
    } catch (InterruptedException e) {
      stopping = true;
    }
  }

  private void turn(KafkaConsumer<byte[], byte[]> consumer) throws InterruptedException {
    settle();
    boolean taking = true;
    while (taking && !held.isEmpty() && hasRoom()) {
      taking = take(held.remove());
    }
    if (held.isEmpty() && hasRoom()) {
      consumer.resume(consumer.paused());
    } else {
      consumer.pause(consumer.assignment());
    }
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(!underWay.isEmpty() ? BUSY : IDLE)) {
      offsets.received(new TopicPartition(record.topic(), record.partition()), record.offset());
      held.add(record);
    }
    commit(consumer);
  }

  private boolean hasRoom() {
    return underWay.size() < settings.slots() && unwritten.isEmpty() && desk.hasRoom();
  }

  /** False when the record has to wait: it is the same job as one that is under way. */
  private boolean take(ConsumerRecord<byte[], byte[]> record) throws InterruptedException {
    switch (JobReading.of(record)) {
      case JobReading.Poison poison -> bury(record, "not_a_job", "The record " + poison.reason());
      case JobReading.Read read -> {
        Job job = read.job();
        if (underWay.contains(job.jobId())) {
          held.addFirst(record);
          return false;
        }
        if (!job.model().equals(settings.model()) || ledger.answered(job.jobId())) {
          finished(record);
        } else if (desk.expired(job)) {
          finish(new Ended(record, job, JobDesk.tooLate()));
        } else if (ledger.attempts(job.jobId()) >= ATTEMPTS) {
          if (bury(record, "job_poisonous", "The worker ended %d times".formatted(ATTEMPTS))) {
            finish(new Ended(record, job, JobDesk.poisonous()));
          }
        } else {
          ledger.begin(job.jobId());
          underWay.add(job.jobId());
          desk.start(job, outcome -> ended.add(new Ended(record, job, outcome)));
        }
      }
    }
    return true;
  }

  /** False when the dead letters' topic can't be reached: the record is tried again. */
  private boolean bury(ConsumerRecord<byte[], byte[]> record, String reason, String detail)
      throws InterruptedException {
    if (dead.add(record, reason, detail)) {
      finished(record);
      return true;
    }
    held.addFirst(record);
    trouble("a dead letter could not be sent");
    TimeUnit.NANOSECONDS.sleep(TROUBLE.toNanos());
    return false;
  }

  /** Writes the results of what has ended. */
  private void settle() {
    while (!unwritten.isEmpty()) {
      Ended oldest = unwritten.remove();
      if (!finish(oldest)) {
        return;
      }
    }
    for (Ended next = ended.poll(); next != null; next = ended.poll()) {
      underWay.remove(next.job().jobId());
      finish(next);
    }
  }

  private boolean finish(Ended job) {
    switch (job.outcome()) {
      case JobDesk.Outcome.Later later -> {
        ledger.forget(job.job().jobId());
        held.addFirst(job.record());
      }
      case JobDesk.Outcome.Answered answered -> {
        try {
          desk.write(job.job(), answered);
        } catch (SpoolFullException e) {
          unwritten.addFirst(job);
          return false;
        }
        ledger.answer(job.job().jobId());
        finished(job.record());
      }
    }
    return true;
  }

  private void finished(ConsumerRecord<byte[], byte[]> record) {
    offsets.finished(new TopicPartition(record.topic(), record.partition()), record.offset());
  }

  private void commit(KafkaConsumer<byte[], byte[]> consumer) {
    Map<TopicPartition, OffsetAndMetadata> due = offsets.due();
    if (due.isEmpty()) {
      return;
    }
    consumer.commitSync(due);
    offsets.committed();
    if (inTrouble) {
      inTrouble = false;
      log.accept("jobs are pulled again");
    }
  }

  private void trouble(String what) {
    if (!inTrouble) {
      inTrouble = true;
      log.accept("jobs can't be pulled: " + what);
    }
  }

  private final class Listener implements ConsumerRebalanceListener {
    private final KafkaConsumer<byte[], byte[]> consumer;

    private Listener(KafkaConsumer<byte[], byte[]> consumer) {
      this.consumer = consumer;
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      settle();
      try {
        commit(consumer);
      } catch (KafkaException e) {
        trouble("a commit failed while partitions moved");
      }
      onPartitionsLost(partitions);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
      offsets.lost(partitions);
      held.removeIf(
          record -> partitions.contains(new TopicPartition(record.topic(), record.partition())));
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {}
  }

  /**
   * Stops pulling; what is in flight is given up and delivered again to whoever comes next, or to
   * this worker's next process.
   */
  @Override
  public void close() {
    stopping = true;
    try {
      thread.join(Duration.ofSeconds(3));
      if (thread.isAlive()) {
        thread.interrupt();
        thread.join(Duration.ofSeconds(1));
      }
    } catch (InterruptedException e) {
      thread.interrupt();
      Thread.currentThread().interrupt();
    }
  }
}
