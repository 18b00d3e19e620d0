package dev.signalbox.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Reads topics with a plain Kafka consumer. */
final class EventLog {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration BOUND = Duration.ofMinutes(2);
  private final String broker;

  /** One record as it lies in the topic. */
  record Event(String topic, String id, String type, JsonNode data) {}

  EventLog(String broker) {
    this.broker = broker;
  }

  Set<String> topics() {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      return consumer.listTopics(BOUND).keySet();
    }
  }

  /**
   * Every event from the beginning to the end as it is now, in the order of its first delivery: one
   * that was delivered again (its acknowledgement was late) counts once, as at every consumer.
   */
  List<Event> read(String topic) {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic, BOUND).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, BOUND);
      Map<String, Event> events = new LinkedHashMap<>();
      long deadline = System.nanoTime() + BOUND.toNanos();
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException(topic + " could not be read to its end");
        }
        consumer
            .poll(POLL)
            .forEach(message -> events.putIfAbsent(event(message).id(), event(message)));
      }
      return List.copyOf(events.values());
    }
  }

  /** Publishes a settled verdict as verdict does. */
  void settle(String subject, String verdict, double share, double upper) throws Exception {
    publish(
        "signalbox.verdicts",
        "verdict.settled.v1",
        subject,
        JSON.createObjectNode()
            .put("subject", subject)
            .put("verdict", verdict)
            .put("share", share)
            .put("lower", 0.05)
            .put("upper", upper)
            .put("votes", 12)
            .put("settledAt", java.time.Instant.now().toString()));
  }

  /** Publishes what parity says of a model on the laptop's route, as if no simulator took part. */
  void measure(String model, double lossLower) throws Exception {
    publish(
        "signalbox.parity",
        "parity.measured.v1",
        "auto " + model,
        JSON.createObjectNode()
            .put("route", "auto")
            .put("model", model)
            .put("referenceModel", "simulator-large")
            .put("rubric", "parity-1")
            .put("seed", "laptop")
            .put("simulated", false)
            .put("pairs", 812)
            .put("lossPoints", lossLower + 1)
            .put("lossLower", lossLower)
            .put("lossUpper", lossLower + 2)
            .put("alpha", 0.05)
            .put("measuredAt", java.time.Instant.now().toString()));
  }

  private void publish(String topic, String type, String key, JsonNode data) throws Exception {
    String now = java.time.Instant.now().toString();
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(
            topic,
            key.getBytes(StandardCharsets.UTF_8),
            data.toString().getBytes(StandardCharsets.UTF_8));
    Map.of(
            "ce_specversion",
            "1.0",
            "ce_id",
            "test-" + now,
            "ce_type",
            type,
            "ce_source",
            "/signalbox/verdict",
            "ce_subject",
            key,
            "ce_time",
            now)
        .forEach(
            (name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer.send(record).get(BOUND.toSeconds(), java.util.concurrent.TimeUnit.SECONDS);
    }
  }

  private static Event event(ConsumerRecord<byte[], byte[]> message) {
    try {
      return new Event(
          message.topic(),
          header(message, "ce_id"),
          header(message, "ce_type"),
          JSON.readTree(message.value()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String header(ConsumerRecord<byte[], byte[]> message, String name) {
    Header header = message.headers().lastHeader(name);
    if (header == null) {
      throw new IllegalStateException("a record of " + message.topic() + " has no header " + name);
    }
    return new String(header.value(), StandardCharsets.UTF_8);
  }

  private KafkaConsumer<byte[], byte[]> consumer() {
    return new KafkaConsumer<>(
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            broker,
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            false,
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            "read_committed"),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }
}
