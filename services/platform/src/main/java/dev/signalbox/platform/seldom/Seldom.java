package dev.signalbox.platform.seldom;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Lets one line through in an interval, however often there is reason for it: a log that repeats
 * itself for every request hides what else it says, and fills a disk. Thread-safe; one that is held
 * back costs two atomic reads.
 */
public final class Seldom {
  private static final Duration USUAL = Duration.ofSeconds(10);

  private final long intervalNanos;
  private final LongSupplier nanos;
  private final AtomicLong next;
  private final AtomicLong heldBack = new AtomicLong();

  /** One line in ten seconds. */
  public Seldom() {
    this(USUAL, System::nanoTime);
  }

  /**
   * One line in an interval.
   *
   * @param nanos as {@link System#nanoTime}
   */
  public Seldom(Duration interval, LongSupplier nanos) {
    this.intervalNanos = interval.toNanos();
    this.nanos = nanos;
    this.next = new AtomicLong(nanos.getAsLong());
  }

  /**
   * Says it, or counts it.
   *
   * @param line given what to put behind a sentence: empty, or how many like it were held back
   *     since the last line
   */
  public void say(Consumer<String> line) {
    long now = nanos.getAsLong();
    long due = next.get();
    if (now - due < 0 || !next.compareAndSet(due, now + intervalNanos)) {
      heldBack.incrementAndGet();
      return;
    }
    long before = heldBack.getAndSet(0);
    line.accept(before == 0 ? "" : " (and " + before + " more like this before)");
  }
}
