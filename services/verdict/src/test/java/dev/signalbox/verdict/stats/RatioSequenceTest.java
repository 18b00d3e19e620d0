package dev.signalbox.verdict.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RatioSequenceTest {
  @Test
  void shouldHaveNoWidthWhereEveryPairHasTheSameRatio() {
    long[] s = new long[100];
    long[] r = new long[100];
    for (int i = 0; i < 100; i++) {
      r[i] = 1_000 + 17L * i;
      s[i] = r[i] / 1;
    }

    Interval interval = RatioSequence.interval(sums(s, r, 100), 0.05).orElseThrow();

    assertThat(interval.lower()).isEqualTo(interval.upper()).isEqualTo(1);
  }

  @Test
  void shouldGiveNoneForFewPairs() {
    assertThat(RatioSequence.interval(sums(new long[] {1, 2}, new long[] {3, 4}, 2), 0.05))
        .isEmpty();
    assertThat(RatioSequence.ratio(sums(new long[] {0}, new long[] {0}, 1))).isEmpty();
  }

  /** Looking after every tenth of two thousand pairs, the true ratio is missed at most as often. */
  @Test
  void shouldHoldTheTrueRatioAtAllTimesAtOnce() {
    int runs = 300;
    int missed = 0;
    for (int run = 0; run < runs; run++) {
      missed += everMissed(new SplittableRandom(run)) ? 1 : 0;
    }
    assertThat(missed).isLessThanOrEqualTo((int) (0.05 * runs + 4 * Math.sqrt(runs * 0.05 * 0.95)));
  }

  private static boolean everMissed(SplittableRandom random) {
    int n = 2_000;
    long[] s = new long[n];
    long[] r = new long[n];
    for (int i = 0; i < n; i++) {
      // Lengths of answers are skewed: exponential ones, independent of each other; the ratio is
      // 0.2.
      r[i] = 1 + (long) (-1_000_000 * Math.log(1 - random.nextDouble()));
      s[i] = 1 + (long) (-200_000 * Math.log(1 - random.nextDouble()));
      if (i >= 30 && i % 10 == 0) {
        Interval interval = RatioSequence.interval(sums(s, r, i + 1), 0.05).orElseThrow();
        if (!interval.contains(0.2)) {
          return true;
        }
      }
    }
    return false;
  }

  private static RatioSequence.Sums sums(long[] s, long[] r, int n) {
    double[] sum = new double[5];
    for (int i = 0; i < n; i++) {
      sum[0] += s[i];
      sum[1] += r[i];
      sum[2] += (double) s[i] * s[i];
      sum[3] += (double) r[i] * r[i];
      sum[4] += (double) s[i] * r[i];
    }
    BigInteger[] exact = new BigInteger[5];
    for (int i = 0; i < 5; i++) {
      exact[i] = new java.math.BigDecimal(sum[i]).toBigInteger();
    }
    return new RatioSequence.Sums(n, exact[0], exact[1], exact[2], exact[3], exact[4]);
  }
}
