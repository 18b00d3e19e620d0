package dev.signalbox.verdict.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class EloTickerTest {
  @Test
  void shouldMoveHalfAStepBetweenEqualsAndLessForTheExpected() {
    EloTicker ticker = new EloTicker(2, 32);

    ticker.add(0, 1, 1);
    assertThat(ticker.rating(0)).isEqualTo(1_016);
    ticker.add(0, 1, 1);
    // Expected score at 32 points' lead: 1 / (1 + 10^(-32/400)) = 0.54592.
    assertThat(ticker.rating(0)).isCloseTo(1_016 + 32 * (1 - 0.5459224), within(1e-4));
    assertThat(ticker.rating(0) + ticker.rating(1)).isCloseTo(2_000, within(1e-9));
  }

  @Test
  void shouldDependOnTheOrder() {
    EloTicker early = new EloTicker(2, 32);
    EloTicker late = new EloTicker(2, 32);
    for (int i = 0; i < 20; i++) {
      early.add(0, 1, i < 10 ? 1 : 0);
      late.add(0, 1, i < 10 ? 0 : 1);
    }
    assertThat(early.rating(0)).isLessThan(late.rating(0));
  }
}
