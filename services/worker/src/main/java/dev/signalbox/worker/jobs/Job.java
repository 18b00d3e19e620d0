package dev.signalbox.worker.jobs;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * One batch job.
 *
 * @param body the chat completion request as JSON text
 * @param expiresAt after this it is not run
 * @param traceparent of the request that made it
 */
record Job(
    String jobId,
    String batchId,
    String tenant,
    String customId,
    String model,
    String body,
    Instant expiresAt,
    @Nullable String traceparent) {

  /** A header as text, or null. */
  static @Nullable String header(ConsumerRecord<byte[], byte[]> record, String name) {
    Header header = record.headers().lastHeader(name);
    return header == null || header.value() == null
        ? null
        : new String(header.value(), StandardCharsets.UTF_8);
  }
}
