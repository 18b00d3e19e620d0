package dev.signalbox.loadtest.wire;

import java.util.Locale;

/**
 * A goal beside what was measured.
 *
 * @param measured not a number when it can't be told: then the goal is not met
 * @param atMost whether the bound is an upper one
 * @param unit of both figures
 */
record Goal(String what, double measured, double bound, boolean atMost, String unit) {
  static Goal atMost(String what, double measured, double bound, String unit) {
    return new Goal(what, measured, bound, true, unit);
  }

  static Goal atLeast(String what, double measured, double bound, String unit) {
    return new Goal(what, measured, bound, false, unit);
  }

  /**
   * What the ingress adds to the direct way. Where that was slower by more than the bound, its own
   * pauses were measured, which says nothing of the ingress.
   */
  static Goal added(String what, double measured, double bound) {
    return atMost("added " + what, measured < -bound ? Double.NaN : measured, bound, "ms");
  }

  boolean met() {
    return atMost ? measured <= bound : measured >= bound;
  }

  /** A row of the report's table. */
  String row() {
    return String.format(
        Locale.ROOT,
        "| %s | %s %s %s | %s %s | %s |",
        what,
        atMost ? "at most" : "at least",
        figure(bound),
        unit,
        figure(measured),
        unit,
        met() ? "met" : "**not met**");
  }

  static String figure(double value) {
    if (Double.isNaN(value)) {
      return "no reading,";
    }
    return value >= 100
        ? String.format(Locale.ROOT, "%,.0f", value)
        : String.format(Locale.ROOT, "%.2f", value);
  }
}
