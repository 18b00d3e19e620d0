package dev.signalbox.ingress.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.signalbox.ingress.pool.Mode;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OperatingCurveTest {
  private static final OperatingCurve CURVE =
      OperatingCurve.of(List.of(point(-0.5, 2), point(1, 8), point(3, 40)), false).orElseThrow();

  @ParameterizedTest
  @CsvSource({
    "quality, 2",
    "0, 4",
    "balanced, 8",
    "1, 8",
    "cost, 24",
    "2.5, 32",
    "3, 40",
    "100, 40"
  })
  void shouldInterpolateBetweenPointsAndHoldTheEnds(String mode, double weight) {
    assertThat(CURVE.weight(Mode.parse(mode).orElseThrow())).isEqualTo(weight, within(1e-9));
  }

  @Property(seed = "1")
  void shouldNeverCountADollarLessWhenMoreLossIsAccepted(
      @ForAll @DoubleRange(min = -5, max = 100) double one,
      @ForAll @DoubleRange(min = -5, max = 100) double other) {
    assertThat(CURVE.weight(Math.min(one, other)))
        .isLessThanOrEqualTo(CURVE.weight(Math.max(one, other)));
  }

  @Test
  void shouldRefuseWhatCannotBeOperatingPoints() {
    assertThat(OperatingCurve.of(List.of(), false)).isEmpty();
    assertThat(OperatingCurve.of(List.of(point(1, 1), point(1, 2)), false)).isEmpty();
    assertThat(OperatingCurve.of(List.of(point(1, -1)), false)).isEmpty();
    assertThat(OperatingCurve.of(List.of(point(Double.NaN, 1)), false)).isEmpty();
    assertThat(OperatingCurve.of(List.of(point(1, Double.POSITIVE_INFINITY)), false)).isEmpty();
    assertThat(OperatingCurve.of(java.util.Collections.nCopies(65, point(1, 1)), false)).isEmpty();
  }

  @Test
  void shouldFlattenAWeightThatFalls() {
    OperatingCurve curve =
        OperatingCurve.of(List.of(point(0, 5), point(1, 3), point(2, 9)), true).orElseThrow();

    assertThat(curve.weight(1)).isEqualTo(5);
    assertThat(curve.carriedOver()).isTrue();
  }

  private static OperatingCurve.Point point(double loss, double weight) {
    return new OperatingCurve.Point(loss, weight);
  }
}
