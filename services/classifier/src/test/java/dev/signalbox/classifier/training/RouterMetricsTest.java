package dev.signalbox.classifier.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RouterMetricsTest {
  @Test
  void shouldGiveAPerfectRouterTheWholeGapAtItsShare() {
    double[] weak = {0, 1, 1, 1};
    double[] strong = {1, 1, 1, 1};

    RouterMetrics metrics = RouterMetrics.of(new double[] {1, 0, 0, 0}, weak, strong);

    assertThat(metrics.cpt50()).isEqualTo(25);
    assertThat(metrics.cpt80()).isEqualTo(25);
    assertThat(metrics.apgr()).isCloseTo(0.875, within(1e-9));
  }

  @Test
  void shouldGiveARandomRouterHalf() {
    int n = 20_000;
    SplittableRandom random = new SplittableRandom(1);
    double[] gain = random.doubles(n).toArray();
    double[] weak = random.doubles(n).map(x -> x < 0.6 ? 1 : 0).toArray();
    double[] strong = random.doubles(n).map(x -> x < 0.8 ? 1 : 0).toArray();

    RouterMetrics metrics = RouterMetrics.of(gain, weak, strong);

    assertThat(metrics.apgr()).isCloseTo(0.5, within(0.03));
    assertThat(metrics.cpt80()).isCloseTo(80, within(5.0));
  }

  @Test
  void shouldBoundASavingFromBelow() {
    double[] routed = {1, 0, 1, 0, 1, 0, 1, 0};
    double[] full = {1, 1, 1, 1, 1, 1, 1, 1};

    assertThat(RouterMetrics.savingLowerBound(routed, full, 1)).isBetween(0.1, 0.45);
  }
}
