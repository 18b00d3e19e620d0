package dev.signalbox.verdict.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfidenceSequenceTest {
  private static final double ALPHA = 0.05;
  private static final double[] GRADES = {-1, 0, 1};
  private static final int[] LOOKS = EverMissed.looks(20_000);

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

  /** To twenty thousand votes, on rare and common ones; computed, so there is no chance in it. */
  @ParameterizedTest
  @ValueSource(doubles = {0.0005, 0.002, 0.02, 0.1, 0.3, 0.5, 0.7, 0.9, 0.98})
  void shouldMissAShareNoMoreOftenThanItPromisesHoweverOftenOneLooks(double truth) {
    double ever =
        EverMissed.chance(
            truth, LOOKS, (yes, n) -> !ConfidenceSequence.bernoulli(yes, n, ALPHA).contains(truth));
    double everByNarrower =
        EverMissed.chance(
            truth,
            LOOKS,
            (yes, n) ->
                EverMissed.missesNarrower(
                    ConfidenceSequence.bernoulli(yes, n, ALPHA), (double) yes / n, truth));

    EverMissed.say(
        "share %.4f: ever missed %.4f, a fifth narrower %.4f", truth, ever, everByNarrower);
    assertThat(ever).isLessThanOrEqualTo(ALPHA);
    assertThat(everByNarrower).as("were it a fifth narrower").isGreaterThan(ALPHA);
  }

  @Test
  void shouldMissWhereTheIntervalIsOneForASingleLook() {
    double ever =
        EverMissed.chance(0.3, LOOKS, (yes, n) -> !Proportions.wilson(yes, n).contains(0.3));

    assertThat(ever).isGreaterThan(0.4);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.02, 0.1, 0.3, 0.5, 0.7, 0.9, 0.98})
  void shouldMissADifferenceNoMoreOftenThanItPromises(double better) {
    double[] values = {-1, 1};
    double truth = 2 * better - 1;
    double ever =
        EverMissed.chance(
            better,
            LOOKS,
            (s, n) -> ConfidenceSequence.pairedAbove(values, new long[] {n - s, s}, truth, ALPHA));
    double everByNarrower =
        EverMissed.chance(
            better,
            LOOKS,
            (s, n) -> {
              double bound = EverMissed.nearer(2.0 * s / n - 1, truth);
              return bound > -1
                  && bound < 1
                  && ConfidenceSequence.pairedAbove(values, new long[] {n - s, s}, bound, ALPHA);
            });

    EverMissed.say(
        "difference %.2f: bound ever wrong %.4f, a fifth nearer %.4f", truth, ever, everByNarrower);
    assertThat(ever).isLessThanOrEqualTo(ALPHA);
    assertThat(everByNarrower)
        .as("were it a fifth nearer")
        .isGreaterThan(better < 0.1 ? ever : ALPHA);
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
