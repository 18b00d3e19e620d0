package dev.signalbox.verdict.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RecountTest {
  private static final Duration LONG = Duration.ofSeconds(2);

  @Test
  void shouldCountOnceWhatDidNotChange() {
    assertThat(Recount.of(true, true, LONG, Duration.ofDays(1))).isEqualTo(Recount.NONE);
  }

  @Test
  void shouldWaitWhereCountingIsQuickOrSomebodyWasFound() {
    Duration quick = Duration.ofMillis(49);
    assertThat(Recount.of(false, true, quick, Duration.ZERO)).isEqualTo(Recount.WAIT);
    assertThat(Recount.of(true, false, LONG, Duration.ZERO)).isEqualTo(Recount.WAIT);
  }

  @Test
  void shouldCountMeanwhileNoMoreThanATenthOfTheTime() {
    assertThat(Recount.of(false, true, LONG, Duration.ofMillis(19_999))).isEqualTo(Recount.NONE);
    assertThat(Recount.of(false, true, LONG, Duration.ofSeconds(20))).isEqualTo(Recount.MEANWHILE);
    Duration minutes = Duration.ofMinutes(9);
    assertThat(Recount.of(false, true, minutes, Duration.ofMinutes(1)))
        .isEqualTo(Recount.MEANWHILE);
  }
}
