package dev.signalbox.classifier.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class OperatingCurveTest {
  private static OperatingCurve curve(double... lossesAndWeights) {
    java.util.ArrayList<OperatingCurve.Point> points = new java.util.ArrayList<>();
    for (int i = 0; i < lossesAndWeights.length; i += 2) {
      points.add(new OperatingCurve.Point(lossesAndWeights[i], lossesAndWeights[i + 1], 0));
    }
    return new OperatingCurve(points);
  }

  @Test
  void shouldInterpolateBetweenPointsAndKeepTheEndsBeyondThem() {
    OperatingCurve curve = curve(-1, 2, 1, 4, 3, 10);

    assertThat(curve.weight(Mode.QUALITY)).isEqualTo(2);
    assertThat(curve.weight(Mode.BALANCED)).isEqualTo(4);
    assertThat(curve.weight(Mode.COST)).isCloseTo(7, within(1e-9));
    assertThat(curve.weight(0.0)).isCloseTo(3, within(1e-9));
    assertThat(curve.weight(-9.0)).isEqualTo(2);
    assertThat(curve.weight(99.0)).isEqualTo(10);
    assertThat(OperatingCurve.EMPTY.weight(Mode.COST)).isZero();
  }

  @Test
  void shouldTakeTheCheaperOfEquals() {
    assertThat(OperatingCurve.choose(0, new double[] {.9, .9, .9}, new double[] {3, 1, 1}))
        .isEqualTo(1);
    assertThat(OperatingCurve.choose(0, new double[] {.9, .91, .9}, new double[] {3, 4, 1}))
        .isEqualTo(1);
  }

  @Test
  void shouldRefusePointsThatDoNotAscend() {
    assertThatThrownBy(() -> curve(0, 2, 1, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> curve(1, 1, 0, 2)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> curve(0, Double.NaN)).isInstanceOf(IllegalArgumentException.class);
  }

  @Property(seed = "1")
  void shouldNeverCostMoreForALargerTolerance(
      @ForAll @DoubleRange(min = 0, max = 12) double one,
      @ForAll @DoubleRange(min = 0, max = 12) double other) {
    Trial trial = trial(300, 5);
    OperatingCurve curve = CurveFit.of(trial);
    double low = Math.min(one, other);
    double high = Math.max(one, other);

    assertThat(expected(trial, curve.weight(high)))
        .isLessThanOrEqualTo(expected(trial, curve.weight(low)) + 1e-12);
  }

  @Test
  void shouldSendEasyRowsToTheCheapModelWithinTheToleratedLoss() {
    Trial trial = trial(4000, 7);
    OperatingCurve curve = CurveFit.of(trial);

    double weight = curve.weight(Mode.BALANCED);
    Trial.Point routed =
        trial.point(
            i -> OperatingCurve.choose(weight, trial.probability()[i], trial.expectedUsd()[i]));

    assertThat(routed.quality()).isGreaterThan(trial.always(1).quality() - 0.0125);
    assertThat(routed.usd()).isLessThan(0.9 * trial.always(1).usd());
  }

  @Test
  void shouldLandNearTheToleratedLoss() {
    // Many small validations: single ones are off by chance, their mean is not.
    Trial world = trial(20_000, 1);
    double lost = 0;
    double spread = 0;
    int worlds = 60;
    for (int w = 0; w < worlds; w++) {
      double weight = CurveFit.of(trial(1_000, 100 + w)).weight(2.0);
      Trial.Point routed =
          world.point(
              i -> OperatingCurve.choose(weight, world.probability()[i], world.expectedUsd()[i]));
      double loss = 100 * (world.always(1).quality() - routed.quality());
      lost += loss / worlds;
      spread += (loss - 2) * (loss - 2) / worlds;
    }

    assertThat(lost).isBetween(1.7, 2.3);
    assertThat(Math.sqrt(spread)).isLessThan(0.56);
  }

  @Test
  void shouldGoByOutcomesWherePredictionsContradictThem() {
    // The dear model was predicted to be better and is worse: more weight means more quality.
    SplittableRandom random = new SplittableRandom(5);
    int rows = 500;
    double[][] p = new double[rows][];
    double[][] usd = new double[rows][];
    double[][] score = new double[rows][];
    for (int i = 0; i < rows; i++) {
      p[i] = new double[] {0.5 + 0.3 * random.nextDouble(), 0.9};
      score[i] =
          new double[] {random.nextDouble() < 0.9 ? 1 : 0, random.nextDouble() < 0.6 ? 1 : 0};
      usd[i] = new double[] {0.001, 0.01};
    }
    Trial trial = new Trial(List.of("cheap", "dear"), p, usd, score, usd);

    double weight = CurveFit.of(trial).weight(Mode.BALANCED);

    assertThat(expected(trial, weight)).isCloseTo(rows * 0.001, within(1e-9));
  }

  private static double expected(Trial trial, double weight) {
    double sum = 0;
    for (int i = 0; i < trial.rows(); i++) {
      int m = OperatingCurve.choose(weight, trial.probability()[i], trial.expectedUsd()[i]);
      sum += trial.expectedUsd()[i][m];
    }
    return sum;
  }

  /** A cheap model that is right on easy rows only, and a dear one that mostly is. */
  private static Trial trial(int rows, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[][] p = new double[rows][];
    double[][] usd = new double[rows][];
    double[][] score = new double[rows][];
    for (int i = 0; i < rows; i++) {
      double easy = random.nextDouble();
      p[i] = new double[] {easy, 0.85 + 0.1 * easy};
      score[i] =
          new double[] {
            random.nextDouble() < p[i][0] ? 1 : 0, random.nextDouble() < p[i][1] ? 1 : 0
          };
      usd[i] = new double[] {0.001, 0.01};
    }
    return new Trial(List.of("cheap", "dear"), p, usd, score, usd);
  }
}
