package dev.signalbox.classifier.outcomes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.signalbox.classifier.model.Recalibration.Line;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RefitTest {
  /** Outcomes whose true probability is the frozen one moved by {@code truth}. */
  private static OutcomeWindow.Series series(int n, Line truth, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] frozen = new double[n];
    double[] score = new double[n];
    for (int i = 0; i < n; i++) {
      frozen[i] = 0.1 + 0.8 * random.nextDouble();
      score[i] = random.nextDouble() < truth.apply(frozen[i]) ? 1 : 0;
    }
    return new OutcomeWindow.Series(frozen, score, n);
  }

  @Test
  void shouldFollowOutcomesThatDisagreeWithTheFrozenModel() {
    Refit.Choice choice = Refit.choose(series(1000, new Line(1, -1.2), 3), Line.IDENTITY);

    assertThat(choice.line().offset()).isCloseTo(-1.2, within(0.5));
    assertThat(choice.servedLoss()).isLessThan(choice.frozenLoss());
  }

  @Test
  void shouldStayWithTheFrozenModelWhenItIsRightOrWhenLittleIsKnown() {
    assertThat(Refit.choose(series(1000, Line.IDENTITY, 5), Line.IDENTITY).line().offset())
        .isCloseTo(0, within(0.25));
    assertThat(Refit.choose(series(30, new Line(1, -2), 5), Line.IDENTITY).line())
        .isEqualTo(Line.IDENTITY);
  }

  @Test
  void shouldFallBackWhenTheLineInForceHasBecomeWorseThanTheFrozenModel() {
    Refit.Choice choice = Refit.choose(series(1000, Line.IDENTITY, 9), new Line(1, -2));

    assertThat(choice.line()).isNotEqualTo(new Line(1, -2));
    assertThat(choice.servedLoss()).isLessThanOrEqualTo(choice.frozenLoss());
  }

  @Property(tries = 200, seed = "1")
  void shouldNeverServeWorseThanTheFrozenModelOnItsRecentWindow(
      @ForAll @IntRange(min = 1, max = 400) int n,
      @ForAll @DoubleRange(min = 0.4, max = 2.5) double slope,
      @ForAll @DoubleRange(min = -2, max = 2) double offset,
      @ForAll @DoubleRange(min = -2, max = 2) double inForce,
      @ForAll long seed) {
    Refit.Choice choice =
        Refit.choose(series(n, new Line(slope, offset), seed), new Line(1, inForce));

    assertThat(choice.servedLoss()).isLessThanOrEqualTo(choice.frozenLoss());
  }
}
