package dev.signalbox.classifier.outcomes;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jboss.logging.Logger;

/**
 * Puts a record that can't be used on {@code signalbox.outcomes.dlq}, with the reason in {@code
 * dlq_*} headers. Oversized values are cut, so that a dead letter always fits.
 */
final class DeadLetters implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(DeadLetters.class);
  private static final int MOST_BYTES = 256 * 1024;
  private static final int MOST_HEADERS = 32;
  private static final int LONGEST_DETAIL = 500;
  private static final long PATIENCE_MILLIS = 15_000;

  private final KafkaProducer<byte[], byte[]> producer;

  DeadLetters(String bootstrapServers) {
    producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers", bootstrapServers,
                "client.id", "signalbox-classifier-dlq",
                "acks", "all",
                "max.block.ms", 10_000,
                "delivery.timeout.ms", 12_000,
                "request.timeout.ms", 5_000,
                "linger.ms", 0),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /** Returns once the broker has it; throws {@link KafkaException} when it has not. */
  void add(ConsumerRecord<byte[], byte[]> record, String reason, String detail) {
    LOG.warnf(
        "%s-%d@%d goes to the dead letters: %s",
        record.topic(), record.partition(), record.offset(), reason);
    byte[] value = record.value() == null ? new byte[0] : record.value();
    byte[] kept = value.length > MOST_BYTES ? Arrays.copyOf(value, MOST_BYTES) : value;
    ProducerRecord<byte[], byte[]> letter =
        new ProducerRecord<>(record.topic() + ".dlq", record.key(), kept);
    int headers = 0;
    for (Header header : record.headers()) {
      if (headers++ < MOST_HEADERS) {
        letter.headers().add(header);
      }
    }
    put(letter, "dlq_reason", reason);
    put(
        letter,
        "dlq_detail",
        detail.length() > LONGEST_DETAIL ? detail.substring(0, LONGEST_DETAIL) : detail);
    put(letter, "dlq_topic", record.topic());
    put(letter, "dlq_partition", Integer.toString(record.partition()));
    put(letter, "dlq_offset", Long.toString(record.offset()));
    try {
      producer.send(letter).get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new KafkaException("the dead letter was not taken", e);
    } catch (InterruptedException e) {
      throw new org.apache.kafka.common.errors.InterruptException(e);
    }
  }

  private static void put(ProducerRecord<byte[], byte[]> letter, String name, String value) {
    letter.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    producer.close(java.time.Duration.ofSeconds(2));
  }
}
