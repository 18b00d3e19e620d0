package dev.signalbox.verdict.events;

import dev.signalbox.platform.tracing.Span;
import dev.signalbox.platform.tracing.Traceparent;
import dev.signalbox.platform.tracing.Traces;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * The span of each record that was taken in, as a child of the request that wrote it: from when its
 * batch came to when it was safe.
 */
final class IntakeSpans {
  private static final String TRACEPARENT = "traceparent";
  private static final int LENGTH = 55;

  private final Traces traces;

  IntakeSpans(Traces traces) {
    this.traces = traces;
  }

  /** The time of a batch's arrival; 0 where nothing is recorded. */
  long begin() {
    return traces.on() ? Span.now() : 0;
  }

  void end(ConsumerRecords<byte[], byte[]> records, long start) {
    if (start != 0) {
      long now = Span.now();
      records.forEach(record -> end(record, start, now));
    }
  }

  private void end(ConsumerRecord<byte[], byte[]> record, long start, long now) {
    Traceparent parent = Traceparent.read(text(record.headers().lastHeader(TRACEPARENT)));
    if (parent != null && parent.sampled()) {
      traces.ended(
          new Span(
              parent.child(),
              parent,
              null,
              "process " + record.topic(),
              Span.Kind.CONSUMER,
              start,
              now,
              Map.of(
                  "messaging.system", "kafka",
                  "messaging.operation.type", "process",
                  "messaging.destination.name", record.topic(),
                  "messaging.destination.partition.id", Integer.toString(record.partition()),
                  "messaging.kafka.offset", record.offset()),
              false));
    }
  }

  private static @Nullable String text(@Nullable Header header) {
    return header == null || header.value() == null || header.value().length != LENGTH
        ? null
        : new String(header.value(), StandardCharsets.ISO_8859_1);
  }
}
