package dev.signalbox.verdict.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class PanelSizeTest {
  @Test
  void shouldCountCopiesAsOne() {
    double[] judge = {1, 0, 1, 1, 0, 0};
    assertThat(PanelSize.effective(new double[][] {judge, judge, judge}))
        .isCloseTo(1, within(1e-12));
  }

  @Test
  void shouldCountUncorrelatedJudgesFully() {
    double[][] ratings = {{1, 0, 1, 0}, {1, 1, 0, 0}, {1, 0, 0, 1}};
    assertThat(PanelSize.effective(ratings)).isCloseTo(3, within(1e-12));
  }

  @Test
  void shouldHalveTwoThatCorrelateBySixTenths() {
    // r = 0.6: 2 / (1 + 0.6).
    double[][] ratings = {{1, 1, 1, 1, 1, 0, 0, 0, 0, 0}, {1, 1, 1, 1, 0, 1, 0, 0, 0, 0}};
    assertThat(PanelSize.effective(ratings)).isCloseTo(1.25, within(1e-12));
  }

  @Test
  void shouldNotSayWhereNothingIsShared() {
    double[][] ratings = {{1, 0, Double.NaN}, {Double.NaN, 1, 0}};
    assertThat(PanelSize.effective(ratings)).isNaN();
  }
}
