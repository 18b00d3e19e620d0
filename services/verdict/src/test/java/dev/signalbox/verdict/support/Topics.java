package dev.signalbox.verdict.support;

import dev.signalbox.platform.cloudevents.CloudEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A plain producer and consumer beside the service. */
public final class Topics implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final String broker;
  private final KafkaProducer<byte[], byte[]> producer;

  public Topics(String broker) {
    this.broker = broker;
    this.producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker, "acks", "all"),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  public void publish(String topic, CloudEvent event) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(
            topic, event.partitionKey().getBytes(StandardCharsets.UTF_8), event.data());
    event
        .headers()
        .forEach(
            (name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
    send(record);
  }

  public void publishRaw(String topic, byte[] value, Map<String, String> headers) {
    ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, null, value);
    headers.forEach(
        (name, text) -> record.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
    send(record);
  }

  /** Reads from the beginning until {@code enough}, at most two minutes. */
  public List<ConsumerRecord<byte[], byte[]>> read(
      String topic, Predicate<List<ConsumerRecord<byte[], byte[]>>> enough) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", broker, "group.id", UUID.randomUUID().toString()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Instant end = Instant.now().plus(PATIENCE);
      while (!enough.test(records) && Instant.now().isBefore(end)) {
        consumer.poll(Duration.ofMillis(200)).forEach(records::add);
      }
    }
    return records;
  }

  /** Dead letters of different records: one may be put aside twice when the broker was away. */
  public static List<ConsumerRecord<byte[], byte[]>> distinct(
      List<ConsumerRecord<byte[], byte[]>> dead) {
    Map<String, ConsumerRecord<byte[], byte[]>> first = new LinkedHashMap<>();
    for (ConsumerRecord<byte[], byte[]> record : dead) {
      first.putIfAbsent(
          header(record, "dlq_partition") + "@" + header(record, "dlq_offset"), record);
    }
    return List.copyOf(first.values());
  }

  public static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    Header header = record.headers().lastHeader(name);
    return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
  }

  private void send(ProducerRecord<byte[], byte[]> record) {
    try {
      producer.send(record).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(5));
  }
}
