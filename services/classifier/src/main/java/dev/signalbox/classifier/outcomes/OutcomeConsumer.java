package dev.signalbox.classifier.outcomes;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Reads the topic of outcomes on a thread of its own. Every replica reads all partitions, from a
 * bounded distance before their ends, and so rebuilds its window after a start; the committed
 * offsets say only which poison records have their dead letter already. While Kafka is away it
 * tries again for as long as it takes; classification never waits for it.
 */
public final class OutcomeConsumer implements AutoCloseable {
  public static final String TOPIC = "signalbox.outcomes";
  private static final Logger LOG = Logger.getLogger(OutcomeConsumer.class);
  private static final Duration POLL = Duration.ofMillis(250);
  private static final Duration CALL = Duration.ofSeconds(10);

  /**
   * Where and how much.
   *
   * @param replayed records before each partition's end that a start reads again
   * @param retry pause after a failure
   */
  public record Settings(String bootstrapServers, String group, int replayed, Duration retry) {}

  private final Settings settings;
  private final Recalibrator recalibrator;
  private final MeterRegistry meters;
  private final OutcomeReader reader = new OutcomeReader(mapper());
  private final Thread thread;
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean closing;
  private volatile boolean connected;
  private volatile @Nullable KafkaConsumer<byte[], byte[]> consumer;

  public OutcomeConsumer(Settings settings, Recalibrator recalibrator, MeterRegistry meters) {
    this.settings = settings;
    this.recalibrator = recalibrator;
    this.meters = meters;
    Gauge.builder("signalbox.recalibration.number", () -> recalibrator.current().number())
        .description("Number of the recalibration in force; 0 is the frozen model")
        .register(meters);
    Gauge.builder("signalbox.recalibration.models", () -> recalibrator.current().lines().size())
        .description("Models whose probabilities are recalibrated")
        .register(meters);
    this.thread = new Thread(this::run, "outcomes");
    thread.setDaemon(true);
  }

  public void start() {
    thread.start();
  }

  /** Whether the topic is being read. */
  public boolean connected() {
    return connected;
  }

  @Override
  public void close() {
    closing = true;
    var reading = consumer;
    if (reading != null) {
      reading.wakeup();
    }
    ended.countDown();
    try {
      thread.join(CALL.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static ObjectMapper mapper() {
    return new ObjectMapper()
        .registerModule(new JavaTimeModule())
        .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);
  }

  private void run() {
    while (!closing) {
      try (KafkaConsumer<byte[], byte[]> reading =
              new KafkaConsumer<>(
                  properties(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
          DeadLetters letters = new DeadLetters(settings.bootstrapServers())) {
        consumer = reading;
        Map<TopicPartition, Long> lettered = assign(reading);
        connected = true;
        while (!closing) {
          take(reading, letters, lettered, reading.poll(POLL));
        }
      } catch (WakeupException | InterruptException e) {
        LOG.debug("the reading of outcomes was interrupted");
      } catch (KafkaException e) {
        LOG.warnf("outcomes wait: %s", e.getMessage());
      } finally {
        consumer = null;
        connected = false;
      }
      pause();
    }
  }

  private void pause() {
    if (closing) {
      return;
    }
    try {
      if (ended.await(settings.retry().toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.debug("the reading of outcomes ends");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closing = true;
    }
  }

  /** Seeks to the window's start; the committed offset of each partition comes back. */
  private Map<TopicPartition, Long> assign(KafkaConsumer<byte[], byte[]> reading) {
    List<TopicPartition> partitions =
        reading.partitionsFor(TOPIC, CALL).stream()
            .map(info -> new TopicPartition(TOPIC, info.partition()))
            .toList();
    if (partitions.isEmpty()) {
      throw new KafkaException("there is no topic " + TOPIC);
    }
    reading.assign(partitions);
    Map<TopicPartition, Long> first = reading.beginningOffsets(partitions, CALL);
    Map<TopicPartition, Long> end = reading.endOffsets(partitions, CALL);
    Map<TopicPartition, OffsetAndMetadata> committed =
        reading.committed(java.util.Set.copyOf(partitions), CALL);
    Map<TopicPartition, Long> lettered = new HashMap<>();
    for (TopicPartition partition : partitions) {
      long last = end.getOrDefault(partition, 0L);
      long from = Math.max(first.getOrDefault(partition, 0L), last - settings.replayed());
      OffsetAndMetadata known = committed.get(partition);
      lettered.put(partition, known == null ? 0L : known.offset());
      reading.seek(partition, from);
    }
    return lettered;
  }

  private void take(
      KafkaConsumer<byte[], byte[]> reading,
      DeadLetters letters,
      Map<TopicPartition, Long> lettered,
      ConsumerRecords<byte[], byte[]> records) {
    for (ConsumerRecord<byte[], byte[]> record : records) {
      TopicPartition partition = new TopicPartition(record.topic(), record.partition());
      try {
        reader
            .read(record)
            .ifPresentOrElse(
                outcome ->
                    count(recalibrator.take(outcome).name().toLowerCase(java.util.Locale.ROOT)),
                () -> count("no_lesson"));
      } catch (PoisonException e) {
        if (record.offset() >= lettered.getOrDefault(partition, 0L)) {
          letters.add(record, e.reason(), String.valueOf(e.getMessage()));
          count("dead_letter");
        }
      }
      lettered.merge(partition, record.offset() + 1, Math::max);
    }
    if (!records.isEmpty()) {
      Map<TopicPartition, OffsetAndMetadata> done = new HashMap<>();
      lettered.forEach((partition, next) -> done.put(partition, new OffsetAndMetadata(next)));
      reading.commitSync(done, CALL);
    }
    recalibrator.refitWhenDue();
    recalibrator.followRollback();
  }

  private void count(String result) {
    Counter.builder("signalbox.recalibration.outcomes")
        .description("Outcomes read, by what became of them")
        .tag("result", result)
        .register(meters)
        .increment();
  }

  private Map<String, Object> properties() {
    return Map.of(
        "bootstrap.servers",
        settings.bootstrapServers(),
        "group.id",
        settings.group(),
        "client.id",
        "signalbox-classifier",
        "enable.auto.commit",
        false,
        "auto.offset.reset",
        "earliest",
        "allow.auto.create.topics",
        false,
        "max.poll.records",
        500,
        "reconnect.backoff.max.ms",
        5_000);
  }
}
