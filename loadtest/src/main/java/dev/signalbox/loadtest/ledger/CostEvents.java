package dev.signalbox.loadtest.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.loadtest.ledger.Entries.Cost;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads all of {@code signalbox.costs}, by a consumer without any of Signalbox's code. */
final class CostEvents {
  private static final String TOPIC = "signalbox.costs";
  private static final ObjectMapper JSON = new ObjectMapper();

  private CostEvents() {}

  /** Hands over every record from the topic's beginning to where it ends now. */
  static void read(String broker, Duration atMost, Consumer<Cost> to) throws IOException {
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
          to.accept(cost(each));
        }
      }
    }
  }

  private static Cost cost(ConsumerRecord<byte[], byte[]> found) throws IOException {
    String id = new String(found.headers().lastHeader("ce_id").value(), StandardCharsets.UTF_8);
    JsonNode data = JSON.readTree(found.value());
    return new Cost(
        id,
        data.path("x_TraceId").asText(""),
        data.path("x_RequestId").asText(""),
        data.path("x_BilledNanoUsd").longValue(),
        data.path("x_Attempts").intValue(),
        data.path("x_Outcome").asText(""));
  }
}
