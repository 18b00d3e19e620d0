package dev.signalbox.verdict.judge;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Opens after so many failures in a row; after a pause one call may try. Thread-safe. */
final class Breaker {
  private final int failuresToOpen;
  private final Duration pause;
  private final InstantSource clock;
  private int failures;
  private @Nullable Instant openedAt;

  Breaker(int failuresToOpen, Duration pause, InstantSource clock) {
    this.failuresToOpen = failuresToOpen;
    this.pause = pause;
    this.clock = clock;
  }

  /** Whether a call may go; a caller that gets true tells how it ended. */
  synchronized boolean admits() {
    if (openedAt == null) {
      return true;
    }
    if (clock.instant().isBefore(openedAt.plus(pause))) {
      return false;
    }
    // The one that tries; the others wait for another pause.
    openedAt = clock.instant();
    return true;
  }

  synchronized void succeeded() {
    failures = 0;
    openedAt = null;
  }

  synchronized void failed() {
    failures++;
    if (failures >= failuresToOpen) {
      openedAt = clock.instant();
    }
  }
}
