package dev.signalbox.loadtest.scenario;

import org.HdrHistogram.Histogram;

/**
 * What a load met with.
 *
 * @param latency microseconds from the intended arrival to the answer's last byte, of the requests
 *     that were answered with 200
 * @param failed answered otherwise, broken off, or not sent because too many were in flight
 */
record Result(Histogram latency, long failed) {
  private static final long LONGEST_MICROS = 60_000_000;
  private static final int DIGITS = 3;

  static Histogram histogram() {
    return new Histogram(LONGEST_MICROS, DIGITS);
  }

  static Result none() {
    return new Result(histogram(), 0);
  }

  Result plus(Result other) {
    Histogram sum = latency.copy();
    sum.add(other.latency);
    return new Result(sum, failed + other.failed);
  }

  double millis(double percentile) {
    return latency.getValueAtPercentile(percentile) / 1_000.0;
  }
}
