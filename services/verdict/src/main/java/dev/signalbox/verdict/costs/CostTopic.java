package dev.signalbox.verdict.costs;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.signalbox.contracts.events.CostCharged;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads {@code signalbox.costs}, each event once. Belongs to one thread. */
final class CostTopic implements AutoCloseable {
  private static final String TOPIC = "signalbox.costs";
  private static final Duration POLL = Duration.ofMillis(500);
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .registerModule(new JavaTimeModule())
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Set<String> seen = new HashSet<>();
  private long unreadable;

  CostTopic(String broker) {
    this.consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers", broker,
                "enable.auto.commit", "false",
                "default.api.timeout.ms", "15000"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
  }

  /** Records that hold no charge. */
  long unreadable() {
    return unreadable;
  }

  /**
   * Every charge whose period ended from {@code from} on and before {@code to}, as far as the topic
   * reaches now. A charge is published after it has ended, so no older record is looked at.
   */
  void span(Instant from, Instant to, BiConsumer<String, CostCharged> each) {
    List<TopicPartition> partitions = assign();
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    Map<TopicPartition, Long> times = new HashMap<>();
    partitions.forEach(partition -> times.put(partition, from.toEpochMilli()));
    consumer
        .offsetsForTimes(times)
        .forEach(
            (partition, found) ->
                consumer.seek(partition, found == null ? ends.get(partition) : found.offset()));
    while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
      consumer
          .poll(POLL)
          .forEach(
              record ->
                  take(
                      record,
                      (id, charge) -> {
                        Instant end = charge.getChargePeriodEnd();
                        if (end != null && !end.isBefore(from) && end.isBefore(to)) {
                          each.accept(id, charge);
                        }
                      }));
    }
  }

  /** What is charged from now on, until {@code stop} says so. */
  void follow(BooleanSupplier stop, BiConsumer<String, CostCharged> each) {
    consumer.seekToEnd(assign());
    while (!stop.getAsBoolean()) {
      consumer.poll(POLL).forEach(record -> take(record, each));
    }
  }

  private List<TopicPartition> assign() {
    List<TopicPartition> partitions =
        consumer.partitionsFor(TOPIC).stream()
            .map(info -> new TopicPartition(TOPIC, info.partition()))
            .toList();
    consumer.assign(partitions);
    return partitions;
  }

  private void take(ConsumerRecord<byte[], byte[]> record, BiConsumer<String, CostCharged> each) {
    Header header = record.headers().lastHeader("ce_id");
    if (header == null || record.value() == null) {
      unreadable++;
      return;
    }
    String id = new String(header.value(), StandardCharsets.UTF_8);
    if (!seen.add(id)) {
      return;
    }
    try {
      each.accept(id, JSON.readValue(record.value(), CostCharged.class));
    } catch (IOException e) {
      unreadable++;
    }
  }

  @Override
  public void close() {
    consumer.close(Duration.ofSeconds(2));
  }
}
