package dev.signalbox.verdict.events;

import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Arrays;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;

/**
 * Puts a record that can't be stored on {@code <topic>.dlq}, with the reason in {@code dlq_*}
 * headers. Oversized values are cut, so that a dead letter always fits.
 */
@ApplicationScoped
class DeadLetters {
  private static final int MAX_VALUE = 256 * 1024;
  private static final int MAX_HEADERS = 32;
  private static final int MAX_HEADER = 4_096;

  private final MutinyEmitter<byte[]> emitter;
  private final InstantSource clock;

  DeadLetters(
      @Channel("dead-letters") @OnOverflow(value = OnOverflow.Strategy.BUFFER, bufferSize = 1_024)
          MutinyEmitter<byte[]> emitter,
      InstantSource clock) {
    this.emitter = emitter;
    this.clock = clock;
  }

  /** Completes once the broker has it; fails when it has not. */
  Uni<Void> add(ConsumerRecord<byte[], byte[]> record, String reason, String detail) {
    byte[] value = record.value() == null ? new byte[0] : record.value();
    boolean cut = value.length > MAX_VALUE;
    Headers headers = kept(record);
    put(headers, "dlq_reason", reason);
    put(headers, "dlq_detail", detail.length() > 500 ? detail.substring(0, 500) : detail);
    put(headers, "dlq_topic", record.topic());
    put(headers, "dlq_partition", Integer.toString(record.partition()));
    put(headers, "dlq_offset", Long.toString(record.offset()));
    put(headers, "dlq_time", clock.instant().toString());
    if (cut) {
      put(headers, "dlq_truncated_from", Integer.toString(value.length));
    }
    OutgoingKafkaRecordMetadata.OutgoingKafkaRecordMetadataBuilder<byte[]> metadata =
        OutgoingKafkaRecordMetadata.<byte[]>builder()
            .withTopic(record.topic() + ".dlq")
            .withHeaders(headers);
    if (record.key() != null && record.key().length <= MAX_HEADER) {
      metadata.withKey(record.key());
    }
    byte[] kept = cut ? Arrays.copyOf(value, MAX_VALUE) : value;
    return emitter.sendMessage(Message.of(kept).addMetadata(metadata.build()));
  }

  private static Headers kept(ConsumerRecord<byte[], byte[]> record) {
    Headers headers = new RecordHeaders();
    int count = 0;
    for (Header header : record.headers()) {
      if (count < MAX_HEADERS
          && header.key().length() <= MAX_HEADER
          && (header.value() == null || header.value().length <= MAX_HEADER)) {
        headers.add(header);
        count++;
      }
    }
    return headers;
  }

  private static void put(Headers headers, String name, String value) {
    headers.add(name, value.getBytes(StandardCharsets.UTF_8));
  }
}
