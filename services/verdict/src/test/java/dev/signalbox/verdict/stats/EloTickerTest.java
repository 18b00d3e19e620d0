package dev.signalbox.verdict.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
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

  @Property(tries = 100, seed = "1")
  void shouldOnlyPassPointsAroundAndNeverMoreThanAStep(@ForAll long seed) {
    Random random = new Random(seed);
    EloTicker ticker = new EloTicker(4, 32);
    for (int i = 0; i < 200; i++) {
      int first = random.nextInt(4);
      int second = (first + 1 + random.nextInt(3)) % 4;
      double before = ticker.rating(first);
      double score = random.nextInt(3) / 2.0;
      ticker.add(first, second, score);
      double moved = ticker.rating(first) - before;
      assertThat(Math.abs(moved)).isLessThanOrEqualTo(32);
      assertThat(score == 1 ? moved >= 0 : score > 0 || moved <= 0).isTrue();
    }
    assertThat(ticker.rating(0) + ticker.rating(1) + ticker.rating(2) + ticker.rating(3))
        .isCloseTo(4_000, within(1e-6));
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
