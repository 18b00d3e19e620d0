package dev.signalbox.worker.cache;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Keys and values of finished sequences, found by the longest common beginning of their marks (a
 * token id, or the hash of a picture's row). Scoped to a tenant, so nobody can time what another
 * asked. Not thread-safe.
 */
public final class PrefixCache<V extends Releasable> {
  /** A value and how many leading marks it shares with what was asked. */
  public record Match<V>(V value, int length) {}

  @SuppressWarnings("ArrayRecordComponent")
  private record Entry<V>(String tenant, long[] marks, V value) {}

  private final long maxBytes;
  private final Deque<Entry<V>> newestFirst = new ArrayDeque<>();
  private long bytes;

  public PrefixCache(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** The entry that shares the most leading marks, at least one and at most {@code limit}. */
  public @Nullable Match<V> find(String tenant, long[] marks, int limit) {
    Entry<V> best = null;
    int longest = 0;
    for (Entry<V> entry : newestFirst) {
      if (entry.tenant.equals(tenant)) {
        int length = common(entry.marks, marks, limit);
        if (length > longest) {
          longest = length;
          best = entry;
        }
      }
    }
    if (best == null) {
      return null;
    }
    newestFirst.remove(best);
    newestFirst.addFirst(best);
    return new Match<>(best.value, longest);
  }

  /**
   * Takes a value over; it is released when newer ones need its room, at once if it is larger than
   * the whole bound.
   */
  public void put(String tenant, long[] marks, V value) {
    if (value.bytes() > maxBytes) {
      value.close();
      return;
    }
    dropCoveredBy(tenant, marks);
    newestFirst.addFirst(new Entry<>(tenant, marks, value));
    bytes += value.bytes();
    while (bytes > maxBytes) {
      release(newestFirst.removeLast());
    }
  }

  /** Entries that the new one begins with can no longer be the best match. */
  private void dropCoveredBy(String tenant, long[] marks) {
    Iterator<Entry<V>> all = newestFirst.iterator();
    while (all.hasNext()) {
      Entry<V> entry = all.next();
      if (entry.tenant.equals(tenant)
          && common(entry.marks, marks, marks.length) == entry.marks.length) {
        all.remove();
        release(entry);
      }
    }
  }

  private void release(Entry<V> entry) {
    bytes -= entry.value.bytes();
    entry.value.close();
  }

  private static int common(long[] left, long[] right, int limit) {
    int end = Math.min(Math.min(left.length, right.length), limit);
    int mismatch = Arrays.mismatch(left, 0, end, right, 0, end);
    return mismatch < 0 ? end : mismatch;
  }

  public long maxBytes() {
    return maxBytes;
  }

  public long bytes() {
    return bytes;
  }

  /** Releases everything. */
  public void clear() {
    newestFirst.forEach(entry -> entry.value.close());
    newestFirst.clear();
    bytes = 0;
  }
}
