package dev.signalbox.ingress.upstream;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Leaves an upstream alone that fails: closed, then after consecutive failures open for a while,
 * then half open, when one probe at a time decides. Thread-safe.
 */
public final class Breaker {
  private final int failuresToOpen;
  private final long coolDownNanos;
  private final long longestNanos;
  private final LongSupplier nanoTime;

  private int failures;
  private boolean open;
  private long openUntil;
  private boolean probing;
  private long probeUntil;

  /**
   * @param coolDown time to stay open when the upstream did not say
   * @param longest bound on what the upstream says
   * @param nanoTime as {@link System#nanoTime}
   */
  public Breaker(int failuresToOpen, Duration coolDown, Duration longest, LongSupplier nanoTime) {
    this.failuresToOpen = failuresToOpen;
    this.coolDownNanos = coolDown.toNanos();
    this.longestNanos = longest.toNanos();
    this.nanoTime = nanoTime;
  }

  /** Whether a request may go now; a true answer is to be followed by exactly one of the others. */
  public synchronized boolean tryEnter() {
    if (!open) {
      return true;
    }
    long now = nanoTime.getAsLong();
    if (now - openUntil < 0 || (probing && now - probeUntil < 0)) {
      return false;
    }
    probing = true;
    probeUntil = now + coolDownNanos;
    return true;
  }

  public synchronized void succeeded() {
    failures = 0;
    open = false;
    probing = false;
  }

  /**
   * The request failed, and the upstream is to blame.
   *
   * @param retryAfter what the upstream asked for; opens at once
   */
  public synchronized void failed(@Nullable Duration retryAfter) {
    failures++;
    if (retryAfter != null) {
      openFor(Math.min(retryAfter.toNanos(), longestNanos));
    } else if (open || failures >= failuresToOpen) {
      openFor(coolDownNanos);
    }
  }

  /** The request ended without saying anything about the upstream. */
  public synchronized void abandoned() {
    probing = false;
  }

  /** How long it will still refuse; empty when a request may go. */
  public synchronized Optional<Duration> refusesFor() {
    if (!open) {
      return Optional.empty();
    }
    long now = nanoTime.getAsLong();
    long left = Math.max(openUntil - now, probing ? probeUntil - now : 0);
    return left > 0 ? Optional.of(Duration.ofNanos(left)) : Optional.empty();
  }

  private void openFor(long nanos) {
    open = true;
    probing = false;
    openUntil = nanoTime.getAsLong() + nanos;
  }
}
