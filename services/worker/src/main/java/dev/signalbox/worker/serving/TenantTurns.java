package dev.signalbox.worker.serving;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Who was served how long ago, so that the next turn goes to whoever waited longest. Forgets
 * tenants that were not served for thousands of others; a forgotten one counts as never served. Not
 * thread-safe.
 */
final class TenantTurns {
  private static final int REMEMBERED = 4_096;

  private long turns;
  private final Map<String, Long> last =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
          return size() > REMEMBERED;
        }
      };

  /** Smaller for whoever was served longer ago; 0 for who never was. */
  long of(Sequence sequence) {
    return last.getOrDefault(sequence.request.tenant(), 0L);
  }

  void served(Sequence sequence) {
    last.put(sequence.request.tenant(), ++turns);
  }
}
