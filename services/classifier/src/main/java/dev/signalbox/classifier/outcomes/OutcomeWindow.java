package dev.signalbox.classifier.outcomes;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The outcomes seen last, for each model, and the ids seen last. Bounded: the oldest go first. Not
 * safe for threads.
 */
final class OutcomeWindow {
  private static final int MOST_MODELS = 256;
  private static final int MOST_IDS = 50_000;

  private final int most;
  private final Map<String, Ring> rings = new LinkedHashMap<>(16, 0.75f, true);
  private final Set<String> ids = new LinkedHashSet<>();

  /** {@code most} outcomes are kept of each model. */
  OutcomeWindow(int most) {
    this.most = most;
  }

  /**
   * Frozen probabilities and scores, oldest first.
   *
   * @param total outcomes seen so far, also those that are gone
   */
  record Series(double[] frozen, double[] score, long total) {
    int size() {
      return frozen.length;
    }
  }

  private static final class Ring {
    final double[] frozen;
    final double[] score;
    long total;

    Ring(int most) {
      frozen = new double[most];
      score = new double[most];
    }
  }

  /** False when this outcome was counted before. */
  boolean add(String id, String model, double frozen, double score) {
    if (!ids.add(id)) {
      return false;
    }
    if (ids.size() > MOST_IDS) {
      var oldest = ids.iterator();
      oldest.next();
      oldest.remove();
    }
    Ring ring = rings.get(model);
    if (ring == null) {
      ring = new Ring(most);
      rings.put(model, ring);
      if (rings.size() > MOST_MODELS) {
        var idle = rings.keySet().iterator();
        idle.next();
        idle.remove();
      }
    }
    int at = (int) (ring.total++ % most);
    ring.frozen[at] = frozen;
    ring.score[at] = score;
    return true;
  }

  Map<String, Series> series() {
    Map<String, Series> all = new TreeMap<>();
    rings.forEach(
        (model, ring) -> {
          int n = (int) Math.min(most, ring.total);
          double[] frozen = new double[n];
          double[] score = new double[n];
          for (int i = 0; i < n; i++) {
            int at = (int) ((ring.total - n + i) % most);
            frozen[i] = ring.frozen[at];
            score[i] = ring.score[at];
          }
          all.put(model, new Series(frozen, score, ring.total));
        });
    return all;
  }
}
