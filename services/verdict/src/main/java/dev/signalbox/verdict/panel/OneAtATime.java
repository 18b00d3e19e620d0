package dev.signalbox.verdict.panel;

import io.smallrye.mutiny.Uni;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Lets one piece of work for a key be under way at a time, and once more when it was asked for
 * meanwhile: what came while it looked is not left unseen. Thread-safe.
 */
final class OneAtATime {
  /** By key: how often it was asked for since somebody is at it. */
  private final Map<String, Integer> asked = new ConcurrentHashMap<>();

  /**
   * Does the work, or leaves it to whoever is at it.
   *
   * @return ends when the work has been done for all who asked so far, at once where another is at
   *     it; fails as the work does, and whoever asks next begins anew
   */
  Uni<Void> run(String key, Supplier<Uni<Void>> work) {
    return Uni.createFrom()
        .deferred(
            () ->
                asked.merge(key, 1, Integer::sum) == 1
                    ? untilNobodyAsks(key, work)
                    : Uni.createFrom().voidItem());
  }

  private Uni<Void> untilNobodyAsks(String key, Supplier<Uni<Void>> work) {
    int known = asked.getOrDefault(key, 0);
    return Uni.createFrom()
        .deferred(() -> work.get())
        .onFailure()
        .invoke(() -> asked.remove(key))
        .onCancellation()
        .invoke(() -> asked.remove(key))
        .chain(
            () ->
                asked.remove(key, known)
                    ? Uni.createFrom().voidItem()
                    : untilNobodyAsks(key, work));
  }
}
