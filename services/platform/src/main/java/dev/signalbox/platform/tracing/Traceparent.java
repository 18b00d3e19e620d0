package dev.signalbox.platform.tracing;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * W3C trace context as the header has it: {@code 00-<trace>-<span>-<flags>}.
 *
 * @see <a href="https://www.w3.org/TR/trace-context/">the specification</a>
 */
public record Traceparent(String text) {
  private static final Pattern FORM =
      Pattern.compile("00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");
  private static final int TRACE = 3;
  private static final int TRACE_END = 35;
  private static final int SPAN = 36;
  private static final int SPAN_END = 52;
  private static final int FLAGS_END = 55;

  /** Absent when the text is, or is malformed. */
  public static @Nullable Traceparent read(@Nullable String text) {
    return text == null || text.length() != FLAGS_END || !FORM.matcher(text).matches()
        ? null
        : new Traceparent(text);
  }

  /** A new trace's first span. */
  public static Traceparent root(boolean sampled) {
    return new Traceparent("00-" + id() + id() + "-" + id() + (sampled ? "-01" : "-00"));
  }

  /** A new span in the same trace. */
  public Traceparent child() {
    return new Traceparent(text.substring(0, SPAN) + id() + text.substring(SPAN_END));
  }

  public String traceId() {
    return text.substring(TRACE, TRACE_END);
  }

  public String spanId() {
    return text.substring(SPAN, SPAN_END);
  }

  /** Whether somebody upstream chose to record this trace. */
  public boolean sampled() {
    return (Character.digit(text.charAt(FLAGS_END - 1), 16) & 1) == 1;
  }

  private static String id() {
    long id;
    do {
      id = ThreadLocalRandom.current().nextLong();
    } while (id == 0);
    return HexFormat.of().toHexDigits(id);
  }
}
