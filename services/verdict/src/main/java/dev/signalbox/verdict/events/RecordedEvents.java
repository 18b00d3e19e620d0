package dev.signalbox.verdict.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Records of topics from their beginning up to given offsets: out of Kafka, or out of a file. */
final class RecordedEvents {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration CALL = Duration.ofSeconds(15);

  private RecordedEvents() {}

  /** A topic that does not reach back to its beginning, or not up to an offset. */
  static final class IncompleteException extends RuntimeException {
    private static final long serialVersionUID = 1;

    IncompleteException(String message) {
      super(message);
    }
  }

  /**
   * Reads from a broker, each partition in its order.
   *
   * @param offsets by topic and partition: the first that is not read
   * @throws IncompleteException when a partition no longer begins at its first record, or has not
   *     got that far
   */
  static void fromKafka(
      String broker,
      Map<String, Map<Integer, Long>> offsets,
      Consumer<ConsumerRecord<byte[], byte[]>> each) {
    Map<TopicPartition, Long> ends = new java.util.HashMap<>();
    offsets.forEach(
        (topic, partitions) ->
            partitions.forEach((p, next) -> ends.put(new TopicPartition(topic, p), next)));
    ends.values().removeIf(next -> next == 0);
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers", broker,
            "enable.auto.commit", "false",
            "allow.auto.create.topics", "false",
            "default.api.timeout.ms", "15000");
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions = List.copyOf(ends.keySet());
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      check(
          ends, consumer.beginningOffsets(partitions, CALL), consumer.endOffsets(partitions, CALL));
      while (partitions.stream()
          .anyMatch(p -> consumer.position(p, CALL) < ends.getOrDefault(p, 0L))) {
        consumer
            .poll(POLL)
            .forEach(
                record -> {
                  Long end = ends.get(new TopicPartition(record.topic(), record.partition()));
                  if (end != null && record.offset() < end) {
                    each.accept(record);
                  }
                });
      }
    }
  }

  private static void check(
      Map<TopicPartition, Long> asked,
      Map<TopicPartition, Long> first,
      Map<TopicPartition, Long> last) {
    asked.forEach(
        (partition, next) -> {
          if (first.getOrDefault(partition, 0L) > 0) {
            throw new IncompleteException(
                partition + " no longer begins at its first record; read an export instead");
          }
          if (last.getOrDefault(partition, 0L) < next) {
            throw new IncompleteException(partition + " does not reach offset " + next);
          }
        });
  }

  /** Reads what {@link #export} wrote. */
  static void fromFile(
      Path file,
      Map<String, Map<Integer, Long>> offsets,
      Consumer<ConsumerRecord<byte[], byte[]>> each)
      throws IOException {
    try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        ConsumerRecord<byte[], byte[]> record = record(JSON.readTree(line));
        Long end = offsets.getOrDefault(record.topic(), Map.of()).get(record.partition());
        if (end != null && record.offset() < end) {
          each.accept(record);
        }
      }
    }
  }

  private static ConsumerRecord<byte[], byte[]> record(JsonNode line) throws IOException {
    ConsumerRecord<byte[], byte[]> record =
        new ConsumerRecord<>(
            line.path("topic").asText(),
            line.path("partition").asInt(),
            line.path("offset").asLong(),
            null,
            line.path("value").binaryValue());
    for (Map.Entry<String, JsonNode> header : line.path("headers").properties()) {
      record
          .headers()
          .add(header.getKey(), header.getValue().asText().getBytes(StandardCharsets.UTF_8));
    }
    return record;
  }

  /** Writes records to {@code file}, a JSON object a line. */
  static void export(String broker, Map<String, Map<Integer, Long>> offsets, Path file)
      throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
      fromKafka(
          broker,
          offsets,
          record -> {
            try {
              out.write(line(record));
              out.write('\n');
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }
  }

  private static String line(ConsumerRecord<byte[], byte[]> record) throws JsonProcessingException {
    ObjectNode line =
        JSON.createObjectNode()
            .put("topic", record.topic())
            .put("partition", record.partition())
            .put("offset", record.offset());
    ObjectNode headers = line.putObject("headers");
    for (Header header : record.headers()) {
      if (header.value() != null) {
        headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
      }
    }
    byte[] value = record.value() == null ? new byte[0] : record.value();
    line.put("value", Base64.getEncoder().encodeToString(value));
    return JSON.writeValueAsString(line);
  }

  /** Offsets out of a published report. */
  static Map<String, Map<Integer, Long>> offsets(JsonNode report) {
    Map<String, Map<Integer, Long>> offsets = new java.util.TreeMap<>();
    List<Map.Entry<String, JsonNode>> topics = new ArrayList<>(report.path("offsets").properties());
    for (Map.Entry<String, JsonNode> topic : topics) {
      Map<Integer, Long> partitions = new java.util.TreeMap<>();
      topic
          .getValue()
          .properties()
          .forEach(p -> partitions.put(Integer.valueOf(p.getKey()), p.getValue().asLong()));
      offsets.put(topic.getKey(), partitions);
    }
    return offsets;
  }
}
