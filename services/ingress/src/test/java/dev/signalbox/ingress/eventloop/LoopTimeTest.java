package dev.signalbox.ingress.eventloop;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoopTimeTest {
  private static final Duration TICK = Duration.ofMillis(5);
  private static final int TURNS = 10;

  private final Vertx vertx = Vertx.vertx();
  private final Context loop = vertx.getOrCreateContext();
  private final LoopTime time = new LoopTime(vertx, TICK);
  private final CompletableFuture<Duration> lived = new CompletableFuture<>();

  @AfterEach
  void close() {
    vertx.close();
  }

  @Test
  void shouldCountATickATurnHoweverLongATurnTakes() throws Exception {
    loop.runOnContext(nothing -> turns(TURNS, time.now()));

    assertThat(lived.get(60, TimeUnit.SECONDS))
        .isPositive()
        .isLessThanOrEqualTo(TICK.multipliedBy(TURNS + 1));
  }

  @Test
  void shouldGoOnWhileTheLoopIsFree() throws Exception {
    loop.runOnContext(nothing -> look(time.now()));

    assertThat(lived.get(60, TimeUnit.SECONDS)).isGreaterThanOrEqualTo(TICK.multipliedBy(TURNS));
  }

  private void turns(int left, Duration begin) {
    if (left == 0) {
      lived.complete(time.now().minus(begin));
      return;
    }
    try {
      Thread.sleep(TICK.multipliedBy(4).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    vertx.setTimer(1, next -> turns(left - 1, begin));
  }

  private void look(Duration begin) {
    Duration since = time.now().minus(begin);
    if (since.compareTo(TICK.multipliedBy(TURNS)) < 0) {
      vertx.setTimer(1, next -> look(begin));
    } else {
      lived.complete(since);
    }
  }
}
