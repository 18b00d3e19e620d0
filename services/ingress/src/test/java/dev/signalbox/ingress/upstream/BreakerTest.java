package dev.signalbox.ingress.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BreakerTest {
  private long now;
  private final Breaker breaker =
      new Breaker(5, Duration.ofSeconds(5), Duration.ofSeconds(60), () -> now);

  @Test
  void shouldOpenAfterFiveFailuresInARow() {
    fail(4);
    assertThat(breaker.refusesFor()).isEmpty();

    fail(1);

    assertThat(breaker.tryEnter()).isFalse();
    assertThat(breaker.refusesFor()).contains(Duration.ofSeconds(5));
  }

  @Test
  void shouldForgetFailuresAfterASuccess() {
    fail(4);
    breaker.succeeded();

    fail(4);

    assertThat(breaker.tryEnter()).isTrue();
  }

  @Test
  void shouldLetOneProbeThroughWhenHalfOpen() {
    fail(5);
    pass(5);

    assertThat(breaker.tryEnter()).isTrue();
    assertThat(breaker.tryEnter()).isFalse();
    breaker.succeeded();

    assertThat(breaker.tryEnter()).isTrue();
    assertThat(breaker.tryEnter()).isTrue();
  }

  @Test
  void shouldOpenAgainWhenTheProbeFails() {
    fail(5);
    pass(5);
    assertThat(breaker.tryEnter()).isTrue();

    breaker.failed(null);

    assertThat(breaker.tryEnter()).isFalse();
    pass(5);
    assertThat(breaker.tryEnter()).isTrue();
  }

  @Test
  void shouldProbeAgainWhenAProbeWasAbandoned() {
    fail(5);
    pass(5);
    assertThat(breaker.tryEnter()).isTrue();

    breaker.abandoned();

    assertThat(breaker.tryEnter()).isTrue();
  }

  @Test
  void shouldHonourRetryAfterAtOnceWithinItsBound() {
    breaker.failed(Duration.ofSeconds(20));
    pass(19);
    assertThat(breaker.tryEnter()).isFalse();
    pass(1);
    assertThat(breaker.tryEnter()).isTrue();

    breaker.failed(Duration.ofDays(1));

    assertThat(breaker.refusesFor()).contains(Duration.ofSeconds(60));
  }

  private void fail(int times) {
    for (int i = 0; i < times; i++) {
      breaker.failed(null);
    }
  }

  private void pass(long seconds) {
    now += Duration.ofSeconds(seconds).toNanos();
  }
}
