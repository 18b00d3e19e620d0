package dev.signalbox.ingress.upstream;

import io.vertx.core.Vertx;
import java.time.Duration;

/**
 * Watches one call: first for its first token, then for silence. One timer, which looks at the last
 * activity when it fires. Used on one context only.
 */
final class Watchdog {
  private final Vertx vertx;
  private final long idleNanos;
  private final Runnable stalled;
  private long timer;
  private long lastActivity;
  private boolean paused;
  private boolean stopped;

  /**
   * @param late runs when there was no {@link #started} within {@code patience}
   * @param stalled runs when there was no {@link #touched} for {@code idle} after that
   */
  Watchdog(Vertx vertx, Duration patience, Runnable late, Duration idle, Runnable stalled) {
    this.vertx = vertx;
    this.idleNanos = idle.toNanos();
    this.stalled = stalled;
    this.timer = vertx.setTimer(Math.max(1, patience.toMillis()), id -> late.run());
  }

  /** The first token came: from now on silence counts. */
  void started() {
    if (!stopped) {
      vertx.cancelTimer(timer);
      touched();
      arm(idleNanos);
    }
  }

  void touched() {
    lastActivity = System.nanoTime();
  }

  /** The reader stopped reading: silence is its own doing. */
  void paused() {
    paused = true;
  }

  void resumed() {
    paused = false;
    touched();
  }

  void stop() {
    stopped = true;
    vertx.cancelTimer(timer);
  }

  private void arm(long nanos) {
    timer = vertx.setTimer(Math.max(1, nanos / 1_000_000), id -> look());
  }

  private void look() {
    if (stopped) {
      return;
    }
    long left = paused ? idleNanos : lastActivity + idleNanos - System.nanoTime();
    if (left > 0) {
      arm(left);
    } else {
      stalled.run();
    }
  }
}
