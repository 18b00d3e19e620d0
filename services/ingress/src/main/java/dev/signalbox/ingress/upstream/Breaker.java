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

  /** What it is doing at this moment. */
  public synchronized View view() {
    Optional<Duration> left = refusesFor();
    State state =
        !open ? State.CLOSED : left.isPresent() && !probing ? State.OPEN : State.HALF_OPEN;
    return new View(state, failures, left);
  }

  /** Closed lets requests through, open none, half open one at a time. */
  public enum State {
    CLOSED(0),
    HALF_OPEN(1),
    OPEN(2);

    private final int gauge;

    State(int gauge) {
      this.gauge = gauge;
    }

    /** As the metric shows it. */
    public int gauge() {
      return gauge;
    }
  }

  /**
   * A breaker at one moment.
   *
   * @param failures in a row
   * @param refusesFor empty when a request may go
   */
  public record View(State state, int failures, Optional<Duration> refusesFor) {}

  private void openFor(long nanos) {
    open = true;
    probing = false;
    openUntil = nanoTime.getAsLong() + nanos;
  }
}
