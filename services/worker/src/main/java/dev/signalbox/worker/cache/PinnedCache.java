package dev.signalbox.worker.cache;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Least recently used values by key, within a byte bound. A value in use is pinned and not released
 * under its user; pinned values may exceed the bound for as long as they are in use. Thread-safe.
 */
public final class PinnedCache<V extends Releasable> {
  private static final class Entry<V> {
    final V value;
    int pins;

    Entry(V value) {
      this.value = value;
    }
  }

  private final long maxBytes;
  private final Map<String, Entry<V>> entries = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;
  private long hits;
  private long misses;

  public PinnedCache(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** The value, pinned until {@link #unpin}; null when there is none. */
  public synchronized @Nullable V pin(String key) {
    Entry<V> entry = entries.get(key);
    if (entry == null) {
      misses++;
      return null;
    }
    hits++;
    entry.pins++;
    return entry.value;
  }

  /** The same for whoever was counted already. */
  public synchronized @Nullable V pinUncounted(String key) {
    Entry<V> entry = entries.get(key);
    if (entry != null) {
      entry.pins++;
    }
    return entry == null ? null : entry.value;
  }

  /** Gives back one pin. */
  public synchronized void unpin(String key) {
    Entry<V> entry = entries.get(key);
    if (entry == null || entry.pins == 0) {
      throw new IllegalStateException("not pinned");
    }
    entry.pins--;
    evict();
  }

  /**
   * Adds a value, pinned once; when the key is taken the new value is released and the old one
   * pinned.
   */
  public synchronized V putPinned(String key, V value) {
    Entry<V> present = entries.get(key);
    if (present != null) {
      value.close();
      present.pins++;
      return present.value;
    }
    Entry<V> entry = new Entry<>(value);
    entry.pins = 1;
    entries.put(key, entry);
    bytes += value.bytes();
    evict();
    return value;
  }

  private void evict() {
    Iterator<Entry<V>> oldest = entries.values().iterator();
    while (bytes > maxBytes && oldest.hasNext()) {
      Entry<V> entry = oldest.next();
      if (entry.pins == 0) {
        oldest.remove();
        bytes -= entry.value.bytes();
        entry.value.close();
      }
    }
  }

  public synchronized long bytes() {
    return bytes;
  }

  public synchronized long hits() {
    return hits;
  }

  public synchronized long misses() {
    return misses;
  }

  /** Releases every value, pinned or not. */
  public synchronized void clear() {
    entries.values().forEach(entry -> entry.value.close());
    entries.clear();
    bytes = 0;
  }
}
