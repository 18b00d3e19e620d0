package dev.signalbox.ingress.budget;

import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * This process' part of one budget in one period. Reserving, settling and releasing are thread-safe
 * and never wait; reporting and leasing are one thread's business at a time.
 *
 * <p>Invariant, whenever nothing is under way: {@code room = ceiling - spent - reserved}. Requests
 * change {@code room} before {@code spent}, and a report reads {@code spent} before {@code room}:
 * so what a report calls spent and reserved together is never less than what is in use.
 */
public final class Slice {
  private static final long COMFORT_REQUESTS = 16;
  private static final long COMFORT_SECONDS = 3;

  /**
   * Where there is plenty, a part of what is left is comfort too: a burst then waits for nobody.
   */
  private static final long COMFORT_SHARE = 256;

  private static final int QUIET_REPORTS = 30;
  private static final long MOST = Long.MAX_VALUE / 64;
  private static final double NANOS = 1e9;

  private final long start;
  private final long end;
  private final AtomicLong room = new AtomicLong();
  private final AtomicLong spent = new AtomicLong();

  /** How many requests wait for which amount. */
  private final NavigableMap<Long, Integer> waiting = new ConcurrentSkipListMap<>();

  private volatile Budget budget;
  private volatile long goodUntil;
  private volatile long largest;
  private volatile long lowWater;
  private volatile boolean scarce;
  private volatile boolean touched;
  private volatile @Nullable SliceLease lease;

  private long ceiling;
  private long reportedAt;
  private long spentAtReport;
  private long perSecond;
  private int quietReports;

  /** How room was found. */
  enum Room {
    PLENTY,
    /** Found, but it is time to ask for more. */
    LOW,
    NONE
  }

  /** What a report does about room that is not used. */
  public enum Spare {
    /** The keeper was away: nothing is returned, because nothing could be had again. */
    KEEP,
    /** What is beyond comfort goes back. */
    SHARE,
    /** Everything goes back: nothing more will come of this slice. */
    CLOSE
  }

  Slice(Budget budget, long start, long now) {
    this.budget = budget;
    this.start = start;
    this.end = budget.period().endOf(start);
    this.goodUntil = now;
    this.reportedAt = now;
  }

  /**
   * Sets {@code amount} aside.
   *
   * @param now {@link System#nanoTime}
   */
  Room tryReserve(long amount, long now) {
    if (amount > largest) {
      largest = amount;
    }
    if (!touched) {
      touched = true;
    }
    if (now - goodUntil >= 0) {
      return Room.NONE;
    }
    while (true) {
      long before = room.get();
      if (before < amount) {
        return Room.NONE;
      }
      if (room.compareAndSet(before, before - amount)) {
        return before - amount < lowWater ? Room.LOW : Room.PLENTY;
      }
    }
  }

  /**
   * What was set aside was used as far as {@code actual}; more than was set aside is booked too.
   */
  void settle(long reserved, long actual) {
    room.addAndGet(reserved - actual);
    spent.addAndGet(actual);
  }

  void release(long reserved) {
    room.addAndGet(reserved);
  }

  /** A request waits for this much, until it is told to stop waiting. */
  public void waitFor(long amount) {
    waiting.merge(amount, 1, Integer::sum);
  }

  public void waitNoMore(long amount) {
    waiting.computeIfPresent(amount, (same, count) -> count > 1 ? count - 1 : null);
  }

  /**
   * Why there is no room for {@code amount}, as far as is known.
   *
   * @param now {@link System#nanoTime}
   */
  public Shortage shortage(long amount, long now) {
    SliceLease last = lease;
    if (last == null || now - goodUntil >= 0) {
      return Shortage.NOT_HERE;
    }
    long left = budget.cap() - Math.max(last.spentByAll(), spent.get());
    if (left < amount) {
      return Shortage.EXHAUSTED;
    }
    return left - last.reservedByAll() < amount ? Shortage.SET_ASIDE : Shortage.NOT_HERE;
  }

  /** What all processes together have left, as last heard; the most there is before that. */
  long left() {
    SliceLease last = lease;
    return last == null
        ? Long.MAX_VALUE
        : Math.max(0, budget.cap() - Math.max(last.spentByAll(), spent.get()));
  }

  /** Whether the keeper was ever heard: before that nothing is known of what is left. */
  boolean known() {
    return lease != null;
  }

  boolean tighterThan(Slice other) {
    int compared = Long.compare(left(), other.left());
    return compared < 0 || (compared == 0 && end > other.end);
  }

  /** Somebody was turned away for it: the keeper is asked again, for news of it. */
  public void turnedAway() {
    touched = true;
  }

  public Budget budget() {
    return budget;
  }

  void budget(Budget changed) {
    budget = changed;
  }

  /** Second since the epoch at which the period began. */
  public long start() {
    return start;
  }

  /** First second of the next period. */
  public long end() {
    return end;
  }

  boolean covers(long epochSecond) {
    return epochSecond >= start && epochSecond < end;
  }

  /** Whether somebody waits, or the rest is to be shared out by need. */
  public boolean urgent() {
    return !waiting.isEmpty() || (scarce && ceiling > spentAtReport);
  }

  /** Whether the keeper should hear of it: it was used, is waited for, or holds something. */
  public boolean due() {
    return touched || !waiting.isEmpty() || spent.get() != spentAtReport || ceiling > spentAtReport;
  }

  /** Whether its period is over and nothing of it is under way. */
  public boolean over(long epochSecond) {
    return epochSecond >= end && waiting.isEmpty() && ceiling - room.get() == spent.get();
  }

  /**
   * What the keeper is to be told now. Room that goes back is gone before the keeper hears of it,
   * so that a lost message does no harm. Of a lease that has run out all room goes back: somebody
   * else may have it. So does room that is too small for whoever waits: replicas that keep such
   * pieces while they wait for more would wait for one another.
   *
   * @param now {@link System#nanoTime}
   */
  public SliceReport report(long now, Spare spare) {
    long used = spent.get();
    pace(used, now);
    quietReports = touched ? 0 : quietReports + 1;
    touched = false;
    long needed = 0;
    long least = 0;
    for (Map.Entry<Long, Integer> each : waiting.entrySet()) {
      least = least == 0 ? each.getKey() : least;
      needed += each.getKey() * each.getValue();
    }
    boolean unused = spare == Spare.CLOSE || quietReports > QUIET_REPORTS;
    long wanted = unused ? 0 : comfortable();
    lowWater = scarce ? 0 : wanted / 2;
    if (now - goodUntil >= 0) {
      giveBack(0);
    } else if (spare != Spare.KEEP) {
      giveBack(room.get() < least ? 0 : unused || scarce ? needed : needed + 2 * wanted);
    }
    spentAtReport = used;
    reportedAt = now;
    long reserved = ceiling - room.get() - used;
    return new SliceReport(
        budget.id(), start, ceiling, used, reserved, needed, least, wanted, spare == Spare.CLOSE);
  }

  private long comfortable() {
    long pace =
        Math.max(
            COMFORT_REQUESTS * Math.min(largest, MOST),
            COMFORT_SECONDS * Math.min(perSecond, MOST));
    return Math.max(pace, (known() ? left() : budget.cap()) / COMFORT_SHARE);
  }

  private void pace(long used, long now) {
    double seconds = (now - reportedAt) / NANOS;
    if (seconds > 0) {
      long latest = (long) ((used - spentAtReport) / seconds);
      perSecond = Math.max(latest, (perSecond + latest) / 2);
    }
  }

  private void giveBack(long keep) {
    while (true) {
      long before = room.get();
      if (before <= keep) {
        return;
      }
      if (room.compareAndSet(before, keep)) {
        ceiling -= before - keep;
        return;
      }
    }
  }

  /**
   * Takes the keeper's answer to the last report.
   *
   * @param until {@link System#nanoTime} up to which the lease is good
   */
  public void lease(SliceLease granted, long until) {
    room.addAndGet(granted.ceiling() - ceiling);
    ceiling = granted.ceiling();
    scarce = granted.scarce();
    lease = granted;
    goodUntil = until;
  }

  /** What can still be used without asking. */
  public long room() {
    return Math.max(0, room.get());
  }

  /** Settled by this process in this period. */
  public long spent() {
    return spent.get();
  }
}
