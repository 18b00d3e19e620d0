package dev.signalbox.platform.tracing;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A span that has ended.
 *
 * @param parent the span it was called from; absent for a trace's first
 * @param link another span that it is the work of, such as a record's producer
 * @param startNanos and {@code endNanos} since 1970
 * @param attributes texts, whole numbers and lists of texts; bounded values only: no prompt, no key
 */
public record Span(
    Traceparent self,
    @Nullable Traceparent parent,
    @Nullable Traceparent link,
    String name,
    Kind kind,
    long startNanos,
    long endNanos,
    Map<String, Object> attributes,
    boolean failed) {
  /** As OTLP numbers them. */
  public enum Kind {
    INTERNAL(1),
    SERVER(2),
    CLIENT(3),
    PRODUCER(4),
    CONSUMER(5);

    private final int number;

    Kind(int number) {
      this.number = number;
    }

    int number() {
      return number;
    }
  }

  /** Now, in nanoseconds since 1970, as good as the system's clock is. */
  public static long now() {
    java.time.Instant now = java.time.Instant.now();
    return now.getEpochSecond() * 1_000_000_000L + now.getNano();
  }
}
