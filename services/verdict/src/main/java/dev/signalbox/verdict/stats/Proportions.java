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
    return wilsonShare((double) successes / trials, (double) trials, z);
  }

  /**
   * {@link #wilson(long, long, double)} of a share that need not be a count: ties that count half,
   * or trials that are worth less than they are many.
   *
   * @param share from 0 to 1
   * @param trials above 0
   */
  public static Interval wilsonShare(double share, double trials, double z) {
    if (!(share >= 0 && share <= 1) || !(trials > 0) || !(z > 0)) {
      throw new IllegalArgumentException(
          "no proportion: %s of %s with z %s".formatted(share, trials, z));
    }
    double z2 = z * z;
    double centre = (share + z2 / (2 * trials)) / (1 + z2 / trials);
    double half =
        z
            / (1 + z2 / trials)
            * Math.sqrt(share * (1 - share) / trials + z2 / (4 * trials * trials));
    double lower = share == 0 ? 0 : Math.max(0, centre - half);
    double upper = share == 1 ? 1 : Math.min(1, centre + half);
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
