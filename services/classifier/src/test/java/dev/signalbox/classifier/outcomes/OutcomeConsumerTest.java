package dev.signalbox.classifier.outcomes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.platform.cloudevents.CloudEvent;
import dev.signalbox.testing.Broker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a real broker, as it ships. */
class OutcomeConsumerTest {
  private static final String FROZEN = "0123456789ab";
  private static final String GROUP = "classifier-test";
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final String DLQ = "signalbox.outcomes.dlq";

  private static Broker broker;
  private static KafkaProducer<byte[], byte[]> producer;

  @TempDir Path folder;

  @BeforeAll
  static void start() {
    broker = new Broker(List.of("signalbox.outcomes", "signalbox.outcomes.dlq"));
    broker.start();
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.address(), "acks", "all"),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  @AfterAll
  static void stop() {
    producer.close();
    broker.close();
  }

  private OutcomeConsumer consumer(Recalibrator recalibrator, SimpleMeterRegistry meters) {
    return new OutcomeConsumer(
        new OutcomeConsumer.Settings(broker.address(), GROUP, 5_000, Duration.ofMillis(500)),
        recalibrator,
        meters);
  }

  private Recalibrator recalibrator() {
    return new Recalibrator(
        FROZEN,
        new SnapshotStore(folder, 5),
        new Recalibrator.Settings(500, 50),
        InstantSource.system());
  }

  private static double counted(SimpleMeterRegistry meters, String result) {
    var counter = meters.find("signalbox.recalibration.outcomes").tag("result", result).counter();
    return counter == null ? 0 : counter.count();
  }

  private static void publish(String id, String data) {
    CloudEvent event =
        new CloudEvent(
            id,
            "outcome.observed.v1",
            "/test",
            "small",
            Instant.parse("2026-11-22T10:00:00Z"),
            "tenant",
            null,
            data.getBytes(StandardCharsets.UTF_8));
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>("signalbox.outcomes", new byte[] {1}, event.data());
    event.headers().forEach((k, v) -> record.headers().add(k, v.getBytes(StandardCharsets.UTF_8)));
    var unused = producer.send(record);
  }

  private static String outcome(String id, double score) {
    return """
        {"outcomeId":"%s","decisionId":"d","observedAt":"2026-11-22T10:00:00Z","tenant":"t",
         "model":"small","predictedSuccess":0.5,"classifierVersion":"%s","score":%s,
         "source":"feedback"}"""
        .formatted(id, FROZEN, score);
  }

  @Test
  void shouldRecalibrateFromTheTopicAndPutPoisonAsideOnceAlsoAcrossARestart() {
    SplittableRandom random = new SplittableRandom(4);
    for (int i = 0; i < 300; i++) {
      publish("o" + i, outcome("o" + i, random.nextDouble() < 0.9 ? 1 : 0));
    }
    publish("bad", "{\"outcomeId\":");
    publish("worse", outcome("x", 7));
    publish("o1", outcome("o1", 1));
    producer.flush();
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    Recalibrator recalibrator = recalibrator();

    try (OutcomeConsumer consumer = consumer(recalibrator, meters)) {
      consumer.start();
      Awaitility.await()
          .atMost(PATIENCE)
          .until(
              () ->
                  counted(meters, "counted") == 300
                      && counted(meters, "dead_letter") >= 2
                      && counted(meters, "duplicate") >= 1);
      Awaitility.await().atMost(PATIENCE).until(() -> recalibrator.current().number() > 0);
      // So that nothing of it is put aside again.
      Awaitility.await().atMost(PATIENCE).until(OutcomeConsumerTest::isCommitted);
    }
    // The first look may have come after some of the outcomes.
    recalibrator.refit();
    assertThat(recalibrator.current().line("small").apply(0.5)).isBetween(0.8, 0.97);
    assertThat(counted(meters, "counted")).isEqualTo(300);

    SimpleMeterRegistry again = new SimpleMeterRegistry();
    try (OutcomeConsumer consumer = consumer(recalibrator(), again)) {
      consumer.start();
      Awaitility.await()
          .atMost(PATIENCE)
          .until(() -> counted(again, "counted") == 300 && counted(again, "duplicate") >= 1);
      assertThat(counted(again, "dead_letter")).isZero();
    }
    // A letter whose acknowledgement was lost is sent again: each record counts once.
    Map<String, String> reasons = new java.util.TreeMap<>();
    deadLetters()
        .forEach(letter -> reasons.put(header(letter, "dlq_offset"), header(letter, "dlq_reason")));
    assertThat(reasons.values()).containsExactlyInAnyOrder("invalid_json", "invalid_field");
  }

  /** Whether the group has read each partition to its end. */
  private static boolean isCommitted() {
    try (KafkaConsumer<byte[], byte[]> asking =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", broker.address(), "group.id", GROUP),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      java.util.Set<TopicPartition> partitions =
          asking.partitionsFor(OutcomeConsumer.TOPIC).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .collect(java.util.stream.Collectors.toSet());
      var committed = asking.committed(partitions);
      return asking.endOffsets(partitions).entrySet().stream()
          .allMatch(
              end -> {
                var known = committed.get(end.getKey());
                return end.getValue() == (known == null ? 0 : known.offset());
              });
    }
  }

  private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }

  private static List<ConsumerRecord<byte[], byte[]>> deadLetters() {
    try (KafkaConsumer<byte[], byte[]> reading =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", broker.address()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          reading.partitionsFor(DLQ).stream()
              .map(info -> new TopicPartition(DLQ, info.partition()))
              .toList();
      reading.assign(partitions);
      reading.seekToBeginning(partitions);
      List<ConsumerRecord<byte[], byte[]>> letters = new java.util.ArrayList<>();
      Awaitility.await()
          .atMost(PATIENCE)
          .until(
              () -> {
                reading.poll(Duration.ofMillis(300)).forEach(letters::add);
                return letters.stream().map(l -> header(l, "dlq_offset")).distinct().count() >= 2;
              });
      return letters;
    }
  }
}
