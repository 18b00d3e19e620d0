package dev.signalbox.verdict.stats;

/** Intervals for shares. */
public final class Proportions {
  /** The 97.5% point of the standard normal distribution, for 95% intervals. */
  public static final double Z_95 = 1.959963984540054;

  private Proportions() {}

  /**
   * Wilson's score interval (E. B. Wilson, J. Am. Stat. Assoc. 22 (1927) 209-212), without
   * continuity correction. Without trials it is 0 to 1.
   *
   * @param z the normal point, such as {@link #Z_95}
   * @throws IllegalArgumentException unless 0 <= successes <= trials and z > 0
   */
  public static Interval wilson(long successes, long trials, double z) {
    if (successes < 0 || trials < successes || !(z > 0)) {
      throw new IllegalArgumentException(
          "no proportion: %d of %d with z %s".formatted(successes, trials, z));
    }
    if (trials == 0) {
      return new Interval(0, 1);
    }
    double n = trials;
    double p = successes / n;
    double z2 = z * z;
    double centre = (p + z2 / (2 * n)) / (1 + z2 / n);
    double half = z / (1 + z2 / n) * Math.sqrt(p * (1 - p) / n + z2 / (4 * n * n));
    // At the ends the exact bound is 0 or 1; rounding must not move it.
    double lower = successes == 0 ? 0 : Math.max(0, centre - half);
    double upper = successes == trials ? 1 : Math.min(1, centre + half);
    return new Interval(lower, upper);
  }

  /** {@link #wilson(long, long, double)} at 95%. */
  public static Interval wilson(long successes, long trials) {
    return wilson(successes, trials, Z_95);
  }

  /**
   * Interval of the difference of two independent shares by Newcombe's hybrid score method (R. G.
   * Newcombe, Stat. Med. 17 (1998) 873-890, method 10).
   *
   * @return interval of {@code successes1/trials1 - successes2/trials2}
   * @throws IllegalArgumentException for no proportion or when either has no trials
   */
  public static Interval newcombe(
      long successes1, long trials1, long successes2, long trials2, double z) {
    if (trials1 == 0 || trials2 == 0) {
      throw new IllegalArgumentException("a difference needs trials on both sides");
    }
    Interval first = wilson(successes1, trials1, z);
    Interval second = wilson(successes2, trials2, z);
    double p1 = (double) successes1 / trials1;
    double p2 = (double) successes2 / trials2;
    return new Interval(
        p1 - p2 - Math.hypot(p1 - first.lower(), second.upper() - p2),
        p1 - p2 + Math.hypot(first.upper() - p1, p2 - second.lower()));
  }
}
