package dev.signalbox.loadtest.scenario;

import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the {@code Server-Timing} header (W3C Server Timing): {@code read;dur=0.1, route;dur=2}.
 */
final class ServerTiming {
  private static final String DURATION = ";dur=";
  private static final double MICROS_PER_MILLI = 1_000;

  private ServerTiming() {}

  /**
   * Calls {@code phase} with each metric's name and its microseconds; malformed ones are left out.
   */
  static void read(@Nullable String header, ObjLongConsumer<String> phase) {
    if (header == null) {
      return;
    }
    for (String metric : header.split(",", -1)) {
      int name = metric.indexOf(DURATION);
      if (name <= 0) {
        continue;
      }
      try {
        double millis = Double.parseDouble(metric.substring(name + DURATION.length()).strip());
        phase.accept(metric.substring(0, name).strip(), Math.round(millis * MICROS_PER_MILLI));
      } catch (NumberFormatException e) {
        // No duration: the metric is left out.
      }
    }
  }
}
