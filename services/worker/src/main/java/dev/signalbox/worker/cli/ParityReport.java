package dev.signalbox.worker.cli;

import java.io.PrintStream;
import java.util.Locale;

/** Prints one line a case and remembers whether any was out of bounds. */
final class ParityReport {
  static final double VISION_LIMIT = 1e-4;
  static final double CONNECTOR_LIMIT = 1e-4;
  static final double LOGITS_LIMIT = 1e-3;

  private final PrintStream out;
  private int cases;
  private int failed;

  ParityReport(PrintStream out) {
    this.out = out;
  }

  void heading(String text) {
    out.println(text);
  }

  /** Errors are largest absolute differences; NaN where the case has nothing to compare. */
  void model(
      String name,
      double vision,
      double connector,
      double logits,
      boolean idsExact,
      String detail) {
    boolean ok =
        within(vision, VISION_LIMIT)
            && within(connector, CONNECTOR_LIMIT)
            && within(logits, LOGITS_LIMIT)
            && idsExact;
    out.printf(
        Locale.ROOT,
        "  %-32s vision %s  connector %s  logits %s  greedy ids %-9s %s%s%n",
        name,
        number(vision),
        number(connector),
        number(logits),
        idsExact ? "exact" : "DIFFERENT",
        ok ? "ok" : "FAIL",
        detail);
    count(ok);
  }

  /** One picture, cut into tiles. */
  void tiles(String name, int exact, int total, String detail) {
    boolean ok = exact == total && detail.isEmpty();
    out.printf(
        Locale.ROOT,
        "  %-32s uint8 tiles exact %d of %d  %s%s%n",
        name,
        exact,
        total,
        ok ? "ok" : "FAIL ",
        detail);
    count(ok);
  }

  /** One decoded picture; {@code known} says where a deviation is written down, if it is. */
  void picture(String name, boolean exact, String detail, String known) {
    boolean ok = exact && detail.isEmpty();
    String verdict = ok ? "ok" : known.isEmpty() ? "FAIL" : "known (" + known + "), not counted";
    out.printf(
        Locale.ROOT,
        "  %-32s pixels %-9s %s %s%n",
        name,
        exact ? "exact" : "DIFFERENT",
        verdict,
        detail);
    if (ok || known.isEmpty()) {
      count(ok);
    }
  }

  private void count(boolean ok) {
    cases++;
    failed += ok ? 0 : 1;
  }

  private static boolean within(double error, double limit) {
    return Double.isNaN(error) || error <= limit;
  }

  private static String number(double error) {
    return Double.isNaN(error) ? "   -   " : String.format(Locale.ROOT, "%.1e", error);
  }

  /** Prints the sum; 0 when every case was within its limits and there was at least one. */
  int finish() {
    out.printf(
        Locale.ROOT,
        "parity: %d of %d cases within vision %.0e, connector %.0e, logits %.0e, ids and tiles exact%n",
        cases - failed,
        cases,
        VISION_LIMIT,
        CONNECTOR_LIMIT,
        LOGITS_LIMIT);
    return cases > 0 && failed == 0 ? 0 : 1;
  }
}
