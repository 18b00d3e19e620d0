package dev.signalbox.verdict.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ConfidenceSequenceTest {
  private static final double ALPHA = 0.05;
  private static final double[] GRADES = {-1, 0, 1};

  /** The bound's own equation at a point computed by hand: B(10.5, .5)/B(.5, .5) = .1761971. */
  @Test
  void shouldSolveTheMixturesEquation() {
    Interval interval = ConfidenceSequence.bernoulli(10, 10, ALPHA);

    assertThat(interval.upper()).isEqualTo(1);
    assertThat(interval.lower()).isCloseTo(Math.pow(0.1761971 * ALPHA, 0.1), within(1e-6));
  }

  @Test
  void shouldKnowGammaAtIntegersAndHalves() {
    double factorial = 0;
    for (int n = 1; n <= 30; n++) {
      factorial += Math.log(n);
      assertThat(LogGamma.of(n + 1)).isCloseTo(factorial, within(1e-12 * Math.max(1, factorial)));
    }
    assertThat(LogGamma.of(0.5)).isCloseTo(Math.log(Math.sqrt(Math.PI)), within(1e-14));
  }

  @Property(tries = 200, seed = "1")
  void shouldHoldTheShareAndMirror(
      @ForAll @IntRange(max = 3_000) int yes, @ForAll @IntRange(max = 3_000) int no) {
    Interval interval = ConfidenceSequence.bernoulli(yes, (long) yes + no, ALPHA);
    Interval mirrored = ConfidenceSequence.bernoulli(no, (long) yes + no, ALPHA);

    if (yes + no > 0) {
      assertThat(interval.contains((double) yes / (yes + no))).isTrue();
      Interval single = Proportions.wilson(yes, (long) yes + no);
      assertThat(interval.width()).as("wider than one look's").isGreaterThan(single.width() * 0.99);
    }
    assertThat(mirrored.lower()).isCloseTo(1 - interval.upper(), within(1e-9));
    assertThat(mirrored.upper()).isCloseTo(1 - interval.lower(), within(1e-9));
  }

  @Test
  void shouldSeldomMissEverWhenLookingAfterEachVote() {
    SplittableRandom random = new SplittableRandom(20261123);
    int missed = 0;
    int missedByWilson = 0;
    int runs = 400;
    for (int run = 0; run < runs; run++) {
      double truth = 0.3;
      boolean out = false;
      boolean wilsonOut = false;
      int yes = 0;
      for (int n = 1; n <= 1_000; n++) {
        yes += random.nextDouble() < truth ? 1 : 0;
        if (n % 5 == 0) {
          out |= !ConfidenceSequence.bernoulli(yes, n, ALPHA).contains(truth);
          wilsonOut |= !Proportions.wilson(yes, n).contains(truth);
        }
      }
      missed += out ? 1 : 0;
      missedByWilson += wilsonOut ? 1 : 0;
    }
    assertThat(missed).as("of %d", runs).isLessThanOrEqualTo((int) (runs * ALPHA));
    assertThat(missedByWilson).as("what looking daily at Wilson's does").isGreaterThan(runs / 5);
  }

  @Test
  void shouldSeldomMissTheDifferenceEver() {
    SplittableRandom random = new SplittableRandom(7);
    int missed = 0;
    int runs = 200;
    double truth = -0.05;
    for (int run = 0; run < runs; run++) {
      long[] counts = new long[3];
      boolean out = false;
      for (int n = 1; n <= 800; n++) {
        double u = random.nextDouble();
        counts[u < 0.15 ? 0 : u < 0.90 ? 1 : 2]++;
        if (n % 10 == 0) {
          out |= !ConfidenceSequence.pairedDifference(GRADES, counts, ALPHA).contains(truth);
        }
      }
      missed += out ? 1 : 0;
    }
    assertThat(missed).as("of %d", runs).isLessThanOrEqualTo((int) (runs * ALPHA));
  }

  @Test
  void shouldProveNonInferiorityOnceThereIsEnough() {
    // 2% worse, 2% better, the rest equal: no loss at all.
    assertThat(lower(20, 960, 20)).isBetween(-0.05, -0.01);
    assertThat(lower(200, 9_600, 200)).isBetween(-0.01, 0.0);
    assertThat(lower(0, 0, 0)).isEqualTo(-1);
    assertThat(lower(30, 0, 0)).isEqualTo(-1);
    assertThat(lower(0, 0, 300)).isGreaterThan(0.9);
  }

  @Property(tries = 100, seed = "1")
  void shouldHoldTheMeanOfDifferences(
      @ForAll @IntRange(max = 400) int worse,
      @ForAll @IntRange(max = 400) int same,
      @ForAll @IntRange(max = 400) int better) {
    long[] counts = {worse, same, better};
    Interval interval = ConfidenceSequence.pairedDifference(GRADES, counts, ALPHA);

    int n = worse + same + better;
    double mean = n == 0 ? 0 : (double) (better - worse) / n;
    assertThat(interval.lower()).isLessThanOrEqualTo(mean);
    assertThat(interval.upper()).isGreaterThanOrEqualTo(mean);
    assertThat(interval.lower()).isGreaterThanOrEqualTo(-1);
    assertThat(interval.upper()).isLessThanOrEqualTo(1);
  }

  @Test
  void shouldRefuseWhatIsNoCount() {
    assertThatThrownBy(() -> ConfidenceSequence.bernoulli(3, 2, ALPHA))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ConfidenceSequence.bernoulli(1, 2, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> ConfidenceSequence.pairedLower(new double[] {2}, new long[] {1}, ALPHA))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static double lower(long worse, long same, long better) {
    return ConfidenceSequence.pairedLower(GRADES, new long[] {worse, same, better}, ALPHA);
  }
}
