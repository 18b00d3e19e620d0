package dev.signalbox.verdict.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RatioSequenceTest {
  private static final int RUNS = Integer.getInteger("looks.runs", 200);
  private static final int[] LOOKS = EverMissed.looks(5_000);
  private static final Interval ALL = new Interval(0, 1);

  @Test
  void shouldHaveNoWidthWhereEveryPairHasTheSameRatio() {
    long[] s = new long[200];
    long[] r = new long[200];
    for (int i = 0; i < 200; i++) {
      r[i] = 1_000 + 17L * i;
      s[i] = r[i];
    }

    Interval interval = RatioSequence.interval(sums(s, r, 200), 0.05).orElseThrow();

    assertThat(interval.lower()).isEqualTo(interval.upper()).isEqualTo(1);
  }

  @Test
  void shouldGiveNoneForFewPairs() {
    assertThat(RatioSequence.interval(sums(new long[] {1, 2}, new long[] {3, 4}, 2), 0.05))
        .isEmpty();
    assertThat(RatioSequence.ratio(sums(new long[] {0}, new long[] {0}, 1))).isEmpty();
  }

  @Test
  void shouldGiveNoneWhereFewAmountsAreMostOfTheSum() {
    long[] s = new long[1_000];
    long[] r = new long[1_000];
    Arrays.fill(r, 1_000_000);
    s[17] = 20_000_000;

    assertThat(RatioSequence.ratio(sums(s, r, 1_000))).hasValue(0.02);
    assertThat(RatioSequence.interval(sums(s, r, 1_000), 0.05)).isEmpty();
  }

  /** What was free so far need not stay so. */
  @Test
  void shouldNotTakeWhatWasNeverPaidForFreeForEver() {
    long[] r = new long[1_000];
    Arrays.fill(r, 1_000_000);

    Interval interval = RatioSequence.interval(sums(new long[1_000], r, 1_000), 0.05).orElseThrow();

    assertThat(interval.lower()).isZero();
    assertThat(interval.upper()).isBetween(0.003, 0.01);
  }

  /**
   * One pair: what was paid, and what would have been. All ratios of totals are 0.2. Lengths of
   * answers are skewed, and long questions have long answers.
   */
  private enum Amounts {
    EXPONENTIAL(
        random -> pair(-Math.log(1 - random.nextDouble()), -Math.log(1 - random.nextDouble()))),
    LOGNORMAL(random -> lognormal(random, 0.7)),
    HEAVY(random -> lognormal(random, 1.0)),
    HEAVIEST(random -> lognormal(random, 1.4)),
    SELDOM_PAID(random -> pair(random.nextInt(20) == 0 ? 20 : 0, 1)),
    TWO_SIZES(
        random -> {
          double size = random.nextInt(20) == 0 ? 50 : 1;
          return pair(size * (0.5 + random.nextDouble()), size);
        });

    @SuppressWarnings("ImmutableEnumChecker") // lambdas that hold nothing
    private final Function<Random, long[]> draw;

    Amounts(Function<Random, long[]> draw) {
      this.draw = draw;
    }

    private static long[] lognormal(Random random, double sigma) {
      double question = sigma * random.nextGaussian();
      return pair(
          Math.exp(question + sigma * random.nextGaussian()),
          Math.exp(question + sigma * random.nextGaussian()));
    }

    private static long[] pair(double paid, double reference) {
      return new long[] {(long) (200_000 * paid), (long) (1_000_000 * reference)};
    }
  }

  /** Looking all the time up to five thousand pairs. */
  @ParameterizedTest
  @EnumSource(Amounts.class)
  void shouldHoldTheTrueRatioAtAllTimesAtOnce(Amounts amounts) {
    int missed = 0;
    for (int run = 0; run < RUNS; run++) {
      missed += everMissed(amounts, new Random(7L * run + 1)) ? 1 : 0;
    }

    EverMissed.say("%s: the ratio ever missed in %d of %d", amounts, missed, RUNS);
    assertThat(missed).isLessThanOrEqualTo((int) (0.05 * RUNS + 3 * Math.sqrt(RUNS * 0.05 * 0.95)));
  }

  private static boolean everMissed(Amounts amounts, Random random) {
    BigInteger[] sum = new BigInteger[5];
    Arrays.fill(sum, BigInteger.ZERO);
    int n = 0;
    for (int look : LOOKS) {
      for (; n < look; n++) {
        long[] pair = amounts.draw.apply(random);
        add(sum, pair[0], pair[1]);
      }
      Interval interval =
          RatioSequence.interval(
                  new RatioSequence.Sums(n, sum[0], sum[1], sum[2], sum[3], sum[4]), 0.05)
              .orElse(ALL);
      if (!interval.contains(0.2)) {
        return true;
      }
    }
    return false;
  }

  private static void add(BigInteger[] sum, long paid, long reference) {
    BigInteger s = BigInteger.valueOf(paid);
    BigInteger r = BigInteger.valueOf(reference);
    sum[0] = sum[0].add(s);
    sum[1] = sum[1].add(r);
    sum[2] = sum[2].add(s.multiply(s));
    sum[3] = sum[3].add(r.multiply(r));
    sum[4] = sum[4].add(s.multiply(r));
  }

  private static RatioSequence.Sums sums(long[] s, long[] r, int n) {
    BigInteger[] sum = new BigInteger[5];
    Arrays.fill(sum, BigInteger.ZERO);
    for (int i = 0; i < n; i++) {
      add(sum, s[i], r[i]);
    }
    return new RatioSequence.Sums(n, sum[0], sum[1], sum[2], sum[3], sum[4]);
  }
}
