package dev.signalbox.worker.serving;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A queue for each tenant, taken from in turn: one that sends many pictures at once delays its own
 * requests, not another's. Bounded by whoever adds. Thread-safe.
 */
final class FairQueue {
  private final Map<String, Deque<Sequence>> byTenant = new LinkedHashMap<>();

  synchronized void add(Sequence sequence) {
    byTenant.computeIfAbsent(sequence.request.tenant(), fresh -> new ArrayDeque<>()).add(sequence);
  }

  /** The oldest of the tenant whose turn it is; null when nothing waits. */
  synchronized @Nullable Sequence poll() {
    Iterator<Map.Entry<String, Deque<Sequence>>> turns = byTenant.entrySet().iterator();
    if (!turns.hasNext()) {
      return null;
    }
    Map.Entry<String, Deque<Sequence>> next = turns.next();
    turns.remove();
    Sequence oldest = next.getValue().remove();
    if (!next.getValue().isEmpty()) {
      byTenant.put(next.getKey(), next.getValue());
    }
    return oldest;
  }
}
