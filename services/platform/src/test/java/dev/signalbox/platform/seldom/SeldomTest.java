package dev.signalbox.platform.seldom;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SeldomTest {
  private static final Duration INTERVAL = Duration.ofSeconds(10);

  private long now = Long.MAX_VALUE - 5;
  private final Seldom seldom = new Seldom(INTERVAL, () -> now);
  private final List<String> said = new ArrayList<>();

  @Test
  void shouldSayTheFirstAtOnceAndCountTheOthers() {
    for (int i = 0; i < 1_000; i++) {
      seldom.say(said::add);
    }
    now += INTERVAL.toNanos() - 1; // past the clock's turn-over
    seldom.say(said::add);
    assertThat(said).containsExactly("");

    now += 1;
    seldom.say(said::add);
    assertThat(said).containsExactly("", " (and 1000 more like this before)");
  }

  @Test
  void shouldSayEachOfThoseThatAreFarApart() {
    for (int i = 0; i < 3; i++) {
      seldom.say(said::add);
      now += INTERVAL.toNanos();
    }
    assertThat(said).containsExactly("", "", "");
  }
}
