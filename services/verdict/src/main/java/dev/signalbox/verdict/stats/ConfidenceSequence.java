package dev.signalbox.verdict.stats;

import java.util.function.DoubleUnaryOperator;

/**
 * Intervals that hold at all times at once: with probability {@code 1 - alpha} the true mean is in
 * every one of them, however often and for whatever reason one looks or stops (Ville's inequality;
 * S. R. Howard, A. Ramdas, J. McAuliffe, J. Sekhon, Ann. Stat. 49(2) (2021) 1055-1080). They depend
 * on counts alone, so that a tally is enough, and are wider than intervals for one fixed look.
 * Logarithms are {@link StrictMath}'s: the same counts give the same bits on every machine.
 */
public final class ConfidenceSequence {
  /** Bets as shares of the most that can be lost: a geometric grid from 1 down to some 1e-5. */
  private static final int BETS = 52;

  private static final double NEXT_BET = 0.8;

  /**
   * What of the capital the first bet gets, and each next one of the one before. The boldest get
   * most: they are what few pairs without much difference speak through. All together get less than
   * one, which is allowed.
   */
  private static final double FIRST_SHARE = 0.1;

  private static final double NEXT_SHARE = 0.9;
  private static final int HALVINGS = 60;

  private ConfidenceSequence() {}

  /**
   * Mean of independent yes-or-no observations by the beta-binomial mixture with the prior
   * Beta(1/2, 1/2) (H. Robbins, Ann. Math. Stat. 41(5) (1970) 1397-1409). Without trials it is 0 to
   * 1.
   *
   * @param alpha chance of ever missing the true mean, such as 0.05
   * @throws IllegalArgumentException unless 0 <= successes <= trials and 0 < alpha < 1
   */
  public static Interval bernoulli(long successes, long trials, double alpha) {
    check(alpha);
    if (successes < 0 || trials < successes) {
      throw new IllegalArgumentException("no proportion: " + successes + " of " + trials);
    }
    if (trials == 0) {
      return new Interval(0, 1);
    }
    long failures = trials - successes;
    double mixture =
        LogGamma.beta(successes + 0.5, failures + 0.5)
            - LogGamma.beta(0.5, 0.5)
            + StrictMath.log(alpha);
    // The evidence against p: its log is convex, and least at the observed share.
    DoubleUnaryOperator evidence =
        p -> mixture - times(successes, StrictMath.log(p)) - times(failures, StrictMath.log1p(-p));
    double share = (double) successes / trials;
    double lower = successes == 0 ? 0 : boundary(evidence, 0, share);
    double upper = failures == 0 ? 1 : boundary(evidence, 1, share);
    return new Interval(Math.min(lower, share), Math.max(upper, share));
  }

  /**
   * Mean of paired differences between -1 and 1, such as "score of the cheap answer less score of
   * the reference's on the same question"; both sides together miss with probability alpha.
   *
   * @param values the different values that occurred, each from -1 to 1
   * @param counts how often each occurred
   * @throws IllegalArgumentException for values out of range, negative counts or an alpha not in
   *     (0, 1)
   */
  public static Interval pairedDifference(double[] values, long[] counts, double alpha) {
    double lower = pairedLower(values, counts, alpha / 2);
    double upper = -pairedLower(negated(values), counts, alpha / 2);
    return lower <= upper ? new Interval(lower, upper) : new Interval(upper, lower);
  }

  /**
   * Lower bound of the mean of paired differences between -1 and 1: "at least this good", valid at
   * all times at once. A mixture of bets against "the mean is at most m", each of constant size (I.
   * Waudby-Smith, A. Ramdas, J. R. Stat. Soc. B 86(1) (2024) 1-27, section 4); a mixture over
   * finitely many bets is exact, nothing is integrated numerically.
   *
   * @see #pairedDifference
   */
  public static double pairedLower(double[] values, long[] counts, double alpha) {
    check(alpha);
    if (values.length != counts.length) {
      throw new IllegalArgumentException("as many counts as values");
    }
    double sum = 0;
    long n = 0;
    for (int i = 0; i < values.length; i++) {
      if (!(values[i] >= -1 && values[i] <= 1) || counts[i] < 0) {
        throw new IllegalArgumentException(
            "no difference: " + values[i] + ", " + counts[i] + " times");
      }
      sum += counts[i] * (values[i] + 1) / 2;
      n += counts[i];
    }
    if (n == 0 || sum == 0) {
      return -1;
    }
    DoubleUnaryOperator evidence = m -> logCapital(values, counts, m) + StrictMath.log(alpha);
    return 2 * boundary(evidence, 0, sum / n) - 1;
  }

  /**
   * Whether the evidence at hand refuses "the mean of these differences is at most {@code bound}":
   * true at any time, with probability at most alpha, when it is. Says the same as {@link
   * #pairedLower} above the bound, without looking for it.
   *
   * @param bound between -1 and 1
   * @see #pairedDifference
   */
  public static boolean pairedAbove(double[] values, long[] counts, double bound, double alpha) {
    check(alpha);
    if (!(bound > -1 && bound < 1)) {
      throw new IllegalArgumentException("a bound is between -1 and 1: " + bound);
    }
    double sum = 0;
    long n = 0;
    for (int i = 0; i < values.length; i++) {
      sum += counts[i] * values[i];
      n += counts[i];
    }
    return n > 0
        && sum / n > bound
        && logCapital(values, counts, (bound + 1) / 2) + StrictMath.log(alpha) >= 0;
  }

  /** Log of the capital of all bets together against "the mean of (value + 1)/2 is at most m". */
  private static double logCapital(double[] values, long[] counts, double m) {
    double[] capital = new double[BETS];
    double most = Double.NEGATIVE_INFINITY;
    double bet = 1;
    double share = FIRST_SHARE;
    for (int k = 0; k < BETS; k++) {
      double log = StrictMath.log(share);
      for (int i = 0; i < values.length; i++) {
        if (counts[i] > 0) {
          log += counts[i] * StrictMath.log(1 - bet + bet * (values[i] + 1) / (2 * m));
        }
      }
      capital[k] = log;
      most = Math.max(most, log);
      bet *= NEXT_BET;
      share *= NEXT_SHARE;
    }
    if (most == Double.NEGATIVE_INFINITY) {
      return most;
    }
    double sum = 0;
    for (double log : capital) {
      sum += StrictMath.exp(log - most);
    }
    return most + StrictMath.log(sum);
  }

  /**
   * Where the evidence falls below 0 on the way from {@code far}, where it is high, to {@code
   * near}.
   */
  private static double boundary(DoubleUnaryOperator evidence, double far, double near) {
    double high = far;
    double low = near;
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (high + low) / 2;
      if (evidence.applyAsDouble(middle) >= 0) {
        high = middle;
      } else {
        low = middle;
      }
    }
    // The side that is still refused: the interval may be too wide by a rounding, never too narrow.
    return high;
  }

  private static double[] negated(double[] values) {
    double[] negated = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      negated[i] = -values[i];
    }
    return negated;
  }

  /** 0 for no observations, even of an impossible value. */
  private static double times(long count, double log) {
    return count == 0 ? 0 : count * log;
  }

  private static void check(double alpha) {
    if (!(alpha > 0 && alpha < 1)) {
      throw new IllegalArgumentException("alpha is between 0 and 1: " + alpha);
    }
  }
}
