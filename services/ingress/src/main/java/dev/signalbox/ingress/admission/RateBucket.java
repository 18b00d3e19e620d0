package dev.signalbox.ingress.admission;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A rate over a minute as a generic cell rate algorithm: one number, the time at which everything
 * taken so far would be spread out evenly. A full minute's worth may be taken at once. Thread-safe.
 *
 * @see <a href="https://en.wikipedia.org/wiki/Generic_cell_rate_algorithm">GCRA, virtual
 *     scheduling</a>
 */
final class RateBucket {
  static final RateBucket UNLIMITED = new RateBucket(0);
  private static final long MINUTE_NANOS = 60_000_000_000L;
  private static final long UNTOUCHED = Long.MIN_VALUE;

  private final long limit;
  private final AtomicLong spreadUntil = new AtomicLong(UNTOUCHED);

  private RateBucket(long limit) {
    this.limit = limit;
  }

  /** A share of {@code perMinute}, at least 1; 0 is no limit. */
  static RateBucket of(long perMinute, int sharers) {
    return perMinute == 0 ? UNLIMITED : new RateBucket(Math.max(1, perMinute / sharers));
  }

  /** In a minute; 0 for no limit. */
  long limit() {
    return limit;
  }

  /**
   * Takes {@code amount}; answers nanoseconds to wait, 0 when it was taken. More than a minute's
   * worth is taken when the bucket is full, so that a large request is late and not impossible.
   */
  long take(long amount, long now) {
    if (limit == 0 || amount == 0) {
      return 0;
    }
    long cost = nanos(amount);
    long allowed = Math.max(0, MINUTE_NANOS - cost);
    while (true) {
      long before = spreadUntil.get();
      long ahead = ahead(before, now);
      if (ahead > allowed) {
        return ahead - allowed;
      }
      if (spreadUntil.compareAndSet(before, now + ahead + cost)) {
        return 0;
      }
    }
  }

  /** Corrects an estimate: more was used, or, when negative, less. */
  void correct(long difference, long now) {
    if (limit == 0 || difference == 0) {
      return;
    }
    long nanos = difference > 0 ? nanos(difference) : -nanos(-difference);
    while (true) {
      long before = spreadUntil.get();
      long ahead = Math.max(0, ahead(before, now) + nanos);
      if (spreadUntil.compareAndSet(before, now + ahead)) {
        return;
      }
    }
  }

  long remaining(long now) {
    long free = MINUTE_NANOS - ahead(spreadUntil.get(), now);
    return Math.max(0, Math.min(limit, (long) ((double) free / MINUTE_NANOS * limit)));
  }

  /** Nanoseconds until nothing is taken any more. */
  long reset(long now) {
    return ahead(spreadUntil.get(), now);
  }

  private static long ahead(long until, long now) {
    return until == UNTOUCHED ? 0 : Math.max(0, until - now);
  }

  /** Rounded up, so that no limit is ever exceeded. */
  private long nanos(long amount) {
    long bounded = Math.min(amount, 100 * limit);
    return (long) Math.ceil((double) bounded * MINUTE_NANOS / limit);
  }
}
