package dev.signalbox.ingress.eventloop;

import io.vertx.core.Vertx;
import java.time.Duration;

/**
 * Time as one event loop lives it. Each turn of the loop counts one tick at most, however long it
 * takes, so that who waits for somebody else can tell the other's slowness from this process' own.
 * It ticks only for a while after it was looked at. Used on its loop only.
 */
public final class LoopTime {
  /** Ticks that somebody who looks again may let pass. */
  private static final int AWAKE = 200;

  private final Vertx vertx;
  private final long tickMillis;
  private long lived;
  private int left;

  /**
   * @param tick at least a millisecond
   */
  public LoopTime(Vertx vertx, Duration tick) {
    this.vertx = vertx;
    this.tickMillis = Math.max(1, tick.toMillis());
  }

  /** From an arbitrary beginning; only differences mean something. */
  public Duration now() {
    boolean asleep = left == 0;
    left = AWAKE;
    if (asleep) {
      arm();
    }
    return Duration.ofMillis(lived);
  }

  private void arm() {
    vertx.setTimer(tickMillis, id -> tick());
  }

  private void tick() {
    lived += tickMillis;
    left--;
    if (left > 0) {
      arm();
    }
  }
}
