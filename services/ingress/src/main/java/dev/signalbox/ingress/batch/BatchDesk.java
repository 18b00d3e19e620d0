package dev.signalbox.ingress.batch;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.signalbox.ingress.batch.BatchFacts.Status;
import dev.signalbox.ingress.keys.ApiKey;
import dev.signalbox.platform.seldom.Seldom;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Where batches are worked off: a bounded number of jobs at once, as long as there is room. Its
 * state is in a folder, and it begins where it stopped. Thread-safe; everything happens on one
 * thread of its own.
 */
public final class BatchDesk implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(BatchDesk.class);
  private static final Seldom UNWRITTEN = new Seldom();
  private static final Seldom TROUBLE = new Seldom();
  private static final Duration BEAT = Duration.ofMillis(200);
  private static final Duration WRITE_AGAIN = Duration.ofSeconds(1);

  private final BatchFolder folder;
  private final FileShelf files;
  private final BatchEnd end;
  private final JobAsker asker;
  private final WorkerJobs workers;
  private final BatchLimits limits;
  private final Supplier<String> ids;
  private final InstantSource clock;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          work -> Thread.ofPlatform().name("batches").daemon().unstarted(work));
  private final Map<String, Batch> open = new LinkedHashMap<>();
  private final Retries retries;
  private int running;

  /**
   * @param ids makes the hexadecimal digits of a new id, 36 to 44
   */
  public BatchDesk(
      Path folder,
      FileShelf files,
      JobAsker asker,
      WorkerJobs workers,
      BatchLimits limits,
      Supplier<String> ids,
      InstantSource clock) {
    this.folder = new BatchFolder(folder.resolve("batches"));
    this.files = files;
    this.end = new BatchEnd(files);
    this.asker = asker;
    this.workers = workers;
    this.limits = limits;
    this.retries = new Retries(limits);
    this.ids = ids;
    this.clock = clock;
  }

  /** Takes up what is unfinished, and works from now on. */
  public void start() {
    thread.execute(() -> guarded("taken up", this::takeUp));
    var unused =
        thread.scheduleWithFixedDelay(
            () -> guarded("worked off", this::beat),
            BEAT.toMillis(),
            BEAT.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  /** Something that may fail on the disk. */
  @FunctionalInterface
  private interface Step<T> {
    T take() throws IOException;
  }

  @FunctionalInterface
  private interface Work {
    void run() throws IOException;
  }

  /** A disk that fails now may work at the next beat; what is accepted stays accepted. */
  private static void guarded(String what, Work work) {
    try {
      work.run();
    } catch (IOException | RuntimeException e) {
      TROUBLE.say(more -> LOG.errorf(e, "batches could not be %s%s", what, more));
    }
  }

  private <T> CompletableFuture<T> on(Step<T> step) {
    CompletableFuture<T> result = new CompletableFuture<>();
    thread.execute(
        () -> {
          try {
            result.complete(step.take());
          } catch (IOException | RuntimeException e) {
            result.completeExceptionally(e);
          }
        });
    return result;
  }

  private long now() {
    return clock.instant().getEpochSecond();
  }

  private boolean isOver(Batch batch) {
    return now() >= batch.facts().expiresAt();
  }

  private void takeUp() throws IOException {
    folder.make();
    for (BatchFacts facts : folder.all()) {
      if (!facts.status().ended()) {
        open(facts);
      }
    }
  }

  private void open(BatchFacts facts) throws IOException {
    BatchInput input =
        BatchInput.read(files.content(facts.inputFileId()), facts.endpoint(), limits);
    if (!input.errors().isEmpty()) {
      folder.replace(Facts.refused(facts, input.errors(), now()));
      return;
    }
    Batch batch = Batch.open(folder.of(facts.id()), facts, input);
    if (batch.at(Status.VALIDATING)) {
      batch.become(Facts.started(facts, now()));
    }
    open.put(facts.id(), batch);
  }

  /**
   * Accepts a batch; once the future is complete it survives a stop.
   *
   * @param window how long it may take
   */
  public CompletableFuture<String> create(
      ApiKey key,
      String endpoint,
      StoredFile input,
      Duration window,
      String windowText,
      Map<String, String> metadata) {
    return on(
        () -> {
          long now = now();
          BatchFacts facts =
              new BatchFacts(
                  "batch_" + ids.get(),
                  key.tenant(),
                  key.id(),
                  endpoint,
                  input.id(),
                  windowText,
                  metadata,
                  Status.VALIDATING,
                  now,
                  now + window.toSeconds(),
                  0,
                  0,
                  0,
                  0,
                  null,
                  null,
                  0,
                  0,
                  0,
                  List.of());
          folder.add(facts);
          thread.execute(() -> guarded("opened", () -> open(facts)));
          return BatchJson.of(facts);
        });
  }

  /** The batch as the API says it; empty when the tenant has no such batch. */
  public CompletableFuture<Optional<String>> find(String id, String tenant) {
    return on(() -> facts(id, tenant).map(BatchJson::of));
  }

  private Optional<BatchFacts> facts(String id, String tenant) throws IOException {
    if (!id.matches("batch_[0-9a-f]{36,44}")) {
      return Optional.empty();
    }
    Batch batch = open.get(id);
    Optional<BatchFacts> facts = batch == null ? folder.find(id) : Optional.of(batch.now());
    return facts.filter(found -> found.tenant().equals(tenant));
  }

  /** A tenant's batches, the newest first. */
  public CompletableFuture<List<String>> all(String tenant, String after, int most) {
    return on(
        () -> {
          List<String> found = new ArrayList<>();
          List<BatchFacts> all = folder.all();
          all.sort(Comparator.comparing(BatchFacts::id).reversed());
          for (BatchFacts facts : all) {
            boolean wanted = after.isEmpty() || facts.id().compareTo(after) < 0;
            if (wanted && facts.tenant().equals(tenant) && found.size() < most) {
              Batch batch = open.get(facts.id());
              found.add(BatchJson.of(batch == null ? facts : batch.now()));
            }
          }
          return found;
        });
  }

  /** Begins no further job; what is done stays. Empty when the tenant has no such batch. */
  public CompletableFuture<Optional<String>> cancel(String id, String tenant) {
    return on(
        () -> {
          Optional<BatchFacts> facts = facts(id, tenant);
          Batch batch = open.get(id);
          if (facts.isPresent() && batch != null && !batch.at(Status.CANCELLING)) {
            batch.become(Facts.cancelling(batch.facts(), now()));
            batch.drop();
            return Optional.of(BatchJson.of(batch.now()));
          }
          return facts.map(BatchJson::of);
        });
  }

  /**
   * A worker's result; once the future is complete it is kept.
   *
   * @return false where it was kept before, or is nobody's here
   */
  public CompletableFuture<Boolean> pulled(
      String batchId, String customId, int status, byte[] body) {
    return on(
        () -> {
          Batch batch = open.get(batchId);
          if (batch == null) {
            return false;
          }
          Optional<Integer> job = batch.index(customId);
          if (job.isPresent() && !batch.isDone(job.get())) {
            int index = job.get();
            if (status == 200) {
              workers.settle(batch.key(), batch.jobId(index), batch.body(index), body);
            }
            batch.pulled(index, status, body);
            return true;
          }
          return false;
        });
  }

  private void beat() throws IOException {
    for (Batch batch : List.copyOf(open.values())) {
      if (isOver(batch) || batch.at(Status.CANCELLING)) {
        batch.drop();
      }
      if (batch.idle()) {
        end.finish(batch, now());
        open.remove(batch.facts().id());
      }
    }
    pump();
  }

  /**
   * One job of each batch in turn, so that a long one does not keep a short one waiting; none of a
   * batch whose time is over.
   */
  private void pump() throws IOException {
    boolean begun = true;
    while (begun) {
      begun = false;
      for (Batch batch : List.copyOf(open.values())) {
        if (running >= limits.concurrency() || !asker.hasRoom()) {
          return;
        }
        if (batch.hasPending() && !isOver(batch)) {
          begin(batch);
          begun = true;
        }
      }
    }
  }

  private void begin(Batch batch) throws IOException {
    int index = batch.take();
    BatchInput.Job job = batch.job(index);
    byte[] body = batch.body(index);
    Optional<String> atWorker = workers.pulled(batch.facts().endpoint(), job.model());
    if (atWorker.isPresent()) {
      publish(batch, index, job, atWorker.get(), body);
      return;
    }
    running++;
    asker
        .ask(
            batch.key(),
            batch.facts().endpoint(),
            body,
            answer -> on(() -> batch.keep(index, answer)))
        .whenComplete(
            (answer, failure) -> {
              JobAnswer ending =
                  failure == null ? answer : JobAnswer.unknown(batch.jobId(index), true);
              thread.execute(() -> ended(batch, index, ending));
            });
  }

  /**
   * A disk that fails now may work in a moment: the answer is paid for, so it is held that long.
   */
  private void ended(Batch batch, int index, JobAnswer ending) {
    try {
      if (asksAgain(batch, index, ending)) {
        return;
      }
      batch.keep(index, ending);
    } catch (JsonProcessingException e) {
      ended(batch, index, JobAnswer.unknown(batch.jobId(index), false));
      return;
    } catch (IOException e) {
      UNWRITTEN.say(
          more -> LOG.errorf("an answer can't be written, is the disk full? %s%s", e, more));
      var unused =
          thread.schedule(
              () -> ended(batch, index, ending), WRITE_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
      return;
    }
    running--;
    batch.ended();
    guarded("worked off", this::pump);
  }

  private void publish(Batch batch, int index, BatchInput.Job job, String model, byte[] body)
      throws IOException {
    BatchFacts facts = batch.facts();
    boolean taken =
        workers.publish(
            new WorkerJobs.Job(
                batch.jobId(index),
                facts.id(),
                facts.tenant(),
                job.customId(),
                model,
                new String(body, StandardCharsets.UTF_8),
                Instant.ofEpochSecond(facts.expiresAt())));
    if (taken) {
      batch.published(index);
    } else {
      batch.giveBack(index);
    }
  }

  private boolean asksAgain(Batch batch, int index, JobAnswer answer) {
    boolean wanted = answer.retryable() && batch.at(Status.IN_PROGRESS) && !isOver(batch);
    Optional<Duration> wait = retries.next(batch.jobId(index), wanted);
    if (wait.isEmpty()) {
      return false;
    }
    running--;
    var unused =
        thread.schedule(() -> batch.giveBack(index), wait.get().toMillis(), TimeUnit.MILLISECONDS);
    return true;
  }

  /** Jobs under way are asked again by the next process. */
  @Override
  public void close() {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(5, TimeUnit.SECONDS)) {
        LOG.warn("a batch was being written when the process stopped; the next one goes on");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    for (Batch batch : open.values()) {
      try {
        batch.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
