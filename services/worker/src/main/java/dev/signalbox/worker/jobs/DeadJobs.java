package dev.signalbox.worker.jobs;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;

/** Puts records that can't be run on the dead letters' topic, with the reason in headers. */
final class DeadJobs {
  private static final int MOST_VALUE = 256 * 1024;
  private static final int MOST_HEADERS = 32;
  private static final int MOST_HEADER = 4_096;
  private static final int PATIENCE_SECONDS = 25;

  private final KafkaLink link;
  private final InstantSource clock;

  DeadJobs(KafkaLink link, InstantSource clock) {
    this.link = link;
    this.clock = clock;
  }

  /** Waits until the broker has it; false when it has not. */
  boolean add(ConsumerRecord<byte[], byte[]> record, String reason, String detail)
      throws InterruptedException {
    byte[] value = record.value() == null ? new byte[0] : record.value();
    boolean cut = value.length > MOST_VALUE;
    ProducerRecord<byte[], byte[]> letter =
        new ProducerRecord<>(
            JobTopics.DEAD, record.key(), cut ? Arrays.copyOf(value, MOST_VALUE) : value);
    int count = 0;
    for (Header header : record.headers()) {
      if (count++ < MOST_HEADERS
          && (header.value() == null || header.value().length <= MOST_HEADER)) {
        letter.headers().add(header);
      }
    }
    put(letter, "dlq_reason", reason);
    put(letter, "dlq_detail", detail);
    put(letter, "dlq_topic", record.topic());
    put(letter, "dlq_partition", Integer.toString(record.partition()));
    put(letter, "dlq_offset", Long.toString(record.offset()));
    put(letter, "dlq_time", clock.instant().toString());
    if (cut) {
      put(letter, "dlq_truncated_from", Integer.toString(value.length));
    }
    try {
      link.send(letter).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      return true;
    } catch (ExecutionException | TimeoutException e) {
      return false;
    }
  }

  private static void put(ProducerRecord<byte[], byte[]> letter, String name, String value) {
    letter.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
  }
}
