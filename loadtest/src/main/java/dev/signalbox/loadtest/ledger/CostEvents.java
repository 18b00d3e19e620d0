package dev.signalbox.loadtest.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** All of {@code signalbox.costs}, read by a consumer without any of Signalbox's code. */
final class CostEvents {
  private static final String TOPIC = "signalbox.costs";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, List<Cost>> byDecision = new HashMap<>();
  private final Map<String, Cost> byId = new HashMap<>();
  private int repeated;
  private int contradicting;

  /** A cost event. */
  record Cost(String id, String decision, long nanoUsd, int attempts) {}

  private CostEvents() {}

  /** From the topic's beginning to where it ends now. */
  static CostEvents read(String broker, Duration atMost) throws IOException {
    CostEvents events = new CostEvents();
    Map<String, Object> settings =
        Map.of("bootstrap.servers", broker, "enable.auto.commit", "false");
    long until = System.nanoTime() + atMost.toNanos();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(TOPIC).stream()
              .map(info -> new TopicPartition(TOPIC, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
        if (System.nanoTime() > until) {
          throw new IOException("the topic could not be read within " + atMost);
        }
        for (ConsumerRecord<byte[], byte[]> each : consumer.poll(Duration.ofMillis(500))) {
          events.take(each);
        }
      }
    }
    return events;
  }

  /** These and no topic. */
  static CostEvents of(List<Cost> costs) {
    CostEvents events = new CostEvents();
    costs.forEach(events::add);
    return events;
  }

  private void take(ConsumerRecord<byte[], byte[]> found) throws IOException {
    String id = new String(found.headers().lastHeader("ce_id").value(), StandardCharsets.UTF_8);
    JsonNode data = JSON.readTree(found.value());
    add(
        new Cost(
            id,
            data.path("x_DecisionId").asText(),
            data.path("x_BilledNanoUsd").longValue(),
            data.path("x_Attempts").intValue()));
  }

  private void add(Cost cost) {
    Cost before = byId.putIfAbsent(cost.id(), cost);
    if (before == null) {
      byDecision.computeIfAbsent(cost.decision(), d -> new ArrayList<>()).add(cost);
    } else {
      repeated++;
      contradicting += before.equals(cost) ? 0 : 1;
    }
  }

  /** Each event once, whatever id it shares. */
  Map<String, List<Cost>> byDecision() {
    return byDecision;
  }

  int count() {
    return byId.size();
  }

  /** Records with an id that had come before: delivered again, to be counted once. */
  int repeated() {
    return repeated;
  }

  /** Those of them that say something else than the first. */
  int contradicting() {
    return contradicting;
  }

  long nanoUsd() {
    return byId.values().stream().mapToLong(Cost::nanoUsd).sum();
  }
}
