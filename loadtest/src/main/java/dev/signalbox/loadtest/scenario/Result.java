package dev.signalbox.loadtest.scenario;

import java.util.LinkedHashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * What a load met with.
 *
 * @param latency microseconds from the intended arrival to the answer's last byte, of the requests
 *     that were answered with 200
 * @param failed answered otherwise, broken off, or not sent because too many were in flight
 * @param phases microseconds of each phase that the answers' {@code Server-Timing} named, in its
 *     order; empty where they named none
 */
public record Result(Histogram latency, long failed, Map<String, Histogram> phases) {
  private static final long LONGEST_MICROS = 60_000_000;
  private static final int DIGITS = 3;

  public static Histogram histogram() {
    return new Histogram(LONGEST_MICROS, DIGITS);
  }

  public static Result none() {
    return new Result(histogram(), 0, Map.of());
  }

  public Result plus(Result other) {
    Map<String, Histogram> sums = new LinkedHashMap<>();
    phases.forEach((phase, spent) -> sums.put(phase, spent.copy()));
    other.phases.forEach(
        (phase, spent) -> sums.computeIfAbsent(phase, absent -> histogram()).add(spent));
    Histogram sum = latency.copy();
    sum.add(other.latency);
    return new Result(sum, failed + other.failed, sums);
  }

  /** How much later than {@code other}, in milliseconds; not a number where nobody answered. */
  public double after(Result other, double percentile) {
    return latency.getTotalCount() == 0 || other.latency.getTotalCount() == 0
        ? Double.NaN
        : millis(percentile) - other.millis(percentile);
  }

  public double millis(double percentile) {
    return latency.getValueAtPercentile(percentile) / 1_000.0;
  }
}
