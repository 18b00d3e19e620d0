package dev.signalbox.verdict.stats;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.Optional;

/**
 * Interval of a ratio of two totals over pairs, such as what was paid to what would have been paid,
 * that holds at all times at once asymptotically: the residuals of the ratio have mean nought, and
 * a sum of such is bounded over time (I. Waudby-Smith, D. Arbour, R. Sinha, E. H. Kennedy, A.
 * Ramdas, Ann. Stat. 52(6) (2024) 2613-2640, equation 4). Amounts are not bounded, so nothing exact
 * holds for few pairs, and among unequal amounts a few large ones decide: the interval is that of
 * as many equal pairs as these are worth (L. Kish, Survey Sampling (1965), section 11.7, on both
 * sides), and below {@link #LEAST} of them there is none.
 */
public final class RatioSequence {
  /** Fewest equal pairs' worth that an interval is given for. */
  public static final long LEAST = 100;

  /** The number of pairs at which the interval is to be tightest. */
  private static final double TIGHTEST_AT = 1_000;

  private static final MathContext DIGITS = MathContext.DECIMAL64;

  private RatioSequence() {}

  /**
   * Sums over pairs of a numerator and a denominator.
   *
   * @param n pairs
   * @param products sum of numerator times denominator
   */
  public record Sums(
      long n,
      BigInteger numerators,
      BigInteger denominators,
      BigInteger numeratorSquares,
      BigInteger denominatorSquares,
      BigInteger products) {}

  /** Numerators to denominators in all; empty without a denominator. */
  public static Optional<Double> ratio(Sums sums) {
    return sums.denominators.signum() <= 0
        ? Optional.empty()
        : Optional.of(
            new BigDecimal(sums.numerators)
                .divide(new BigDecimal(sums.denominators), DIGITS)
                .doubleValue());
  }

  /**
   * The ratio's interval; empty where there are too few pairs, or too unequal ones, to say. Where
   * no numerator was above nought yet, those to come are taken to be as rare as n pairs allow, and
   * to be no more than their denominators.
   *
   * @param alpha chance of ever missing the true ratio, such as 0.05
   */
  public static Optional<Interval> interval(Sums sums, double alpha) {
    if (!(alpha > 0 && alpha < 1)) {
      throw new IllegalArgumentException("alpha is between 0 and 1: " + alpha);
    }
    Optional<Double> ratio = ratio(sums);
    if (ratio.isEmpty()) {
      return Optional.empty();
    }
    double worth = worth(sums.denominators, sums.denominatorSquares);
    boolean free = sums.numerators.signum() == 0;
    if (!free) {
      worth = Math.min(worth, worth(sums.numerators, sums.numeratorSquares));
    }
    if (worth < LEAST) {
      return Optional.empty();
    }
    if (free) {
      return Optional.of(ConfidenceSequence.bernoulli(0, (long) worth, alpha));
    }
    double mean = sums.denominators.doubleValue() / sums.n;
    double deviation = StrictMath.sqrt(residuals(sums) * worth / sums.n);
    double half = radius(worth, alpha) * deviation / mean;
    return Optional.of(new Interval(ratio.get() - half, ratio.get() + half));
  }

  /** Mean square of numerator less ratio times denominator, exact up to the last division. */
  private static double residuals(Sums sums) {
    BigInteger n = sums.numerators;
    BigInteger d = sums.denominators;
    BigInteger exact =
        sums.numeratorSquares
            .multiply(d)
            .multiply(d)
            .subtract(sums.products.multiply(n).multiply(d).shiftLeft(1))
            .add(sums.denominatorSquares.multiply(n).multiply(n));
    return new BigDecimal(exact)
        .divide(new BigDecimal(d.multiply(d).multiply(BigInteger.valueOf(sums.n))), DIGITS)
        .doubleValue();
  }

  /** As many equal amounts would tell as much about their sum. */
  private static double worth(BigInteger sum, BigInteger squares) {
    return new BigDecimal(sum.multiply(sum)).divide(new BigDecimal(squares), DIGITS).doubleValue();
  }

  private static double radius(double n, double alpha) {
    double log = -2 * StrictMath.log(alpha);
    double rho2 = (log + StrictMath.log(log) + 1) / TIGHTEST_AT;
    double spread = n * rho2 + 1;
    return StrictMath.sqrt(
        2 * spread / (n * n * rho2) * StrictMath.log(StrictMath.sqrt(spread) / alpha));
  }
}
