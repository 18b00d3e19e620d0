package dev.signalbox.classifier.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class RecalibrationTest {
  private static final Estimate ESTIMATE = new Estimate("small", 0.6, 0.4, 0.8, true, 120);

  @Test
  void shouldMoveTheProbabilityAndItsIntervalOfTheNamedModelOnly() {
    Recalibration lower =
        new Recalibration(3, "abc", Map.of("small", new Recalibration.Line(1, -1)));

    Estimate moved = lower.apply(ESTIMATE);

    assertThat(moved.success()).isLessThan(0.6).isBetween(moved.lower(), moved.upper());
    assertThat(moved.outputTokens()).isEqualTo(120);
    assertThat(lower.apply(new Estimate("large", 0.6, 0.4, 0.8, true, 120)).success())
        .isEqualTo(0.6);
    assertThat(lower.version()).isEqualTo("abc+r3");
    assertThat(Recalibration.none("abc").version()).isEqualTo("abc");
  }

  @Test
  void shouldRefuseALineThatTurnsTheOrderRound() {
    assertThatThrownBy(() -> new Recalibration.Line(-1, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Recalibration.Line(1, Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Property(seed = "1")
  void shouldTakeBackWhatItDid(
      @ForAll @DoubleRange(min = 0.15, max = 0.85) double probability,
      @ForAll @DoubleRange(min = 0.5, max = 2) double slope,
      @ForAll @DoubleRange(min = -1, max = 1) double offset) {
    Recalibration.Line line = new Recalibration.Line(slope, offset);

    assertThat(line.revert(line.apply(probability))).isCloseTo(probability, within(1e-6));
  }
}
