package dev.signalbox.ingress.flow;

import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * W3C trace context of a request.
 *
 * @see <a href="https://www.w3.org/TR/trace-context/">the specification</a>
 */
public final class TraceContext {
  private static final Pattern TRACEPARENT =
      Pattern.compile("00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");
  private static final int SPAN_START = 36;
  private static final int SPAN_END = 52;

  private TraceContext() {}

  /**
   * The caller's trace continued with a span of this process; absent when the header is, or is
   * malformed.
   */
  public static @Nullable String continued(@Nullable String traceparent) {
    if (traceparent == null || !TRACEPARENT.matcher(traceparent).matches()) {
      return null;
    }
    long span;
    do {
      span = ThreadLocalRandom.current().nextLong();
    } while (span == 0);
    return traceparent.substring(0, SPAN_START)
        + "%016x".formatted(span)
        + traceparent.substring(SPAN_END);
  }
}
