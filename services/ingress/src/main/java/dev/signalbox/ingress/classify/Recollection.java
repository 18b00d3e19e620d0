package dev.signalbox.ingress.classify;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers of the classifier to questions that were asked a moment ago. Bounded in number and age;
 * an answer of a newer classifier drops those of older ones. Thread-safe.
 */
final class Recollection {
  private final long keepNanos;
  private final int most;
  private final LongSupplier nanoTime;
  private volatile Map<Fingerprint, Kept> recent = new ConcurrentHashMap<>();
  private volatile Map<Fingerprint, Kept> older = Map.of();
  private volatile String version = "";

  private record Kept(Classification classification, long at) {}

  /**
   * @param keep zero for remembering nothing
   * @param most answers at once
   */
  Recollection(Duration keep, int most, LongSupplier nanoTime) {
    this.keepNanos = keep.toNanos();
    this.most = most;
    this.nanoTime = nanoTime;
  }

  boolean on() {
    return keepNanos > 0 && most > 0;
  }

  Optional<Classification> find(Fingerprint question) {
    @Nullable Kept kept = recent.get(question);
    if (kept == null) {
      kept = older.get(question);
    }
    return kept != null
            && nanoTime.getAsLong() - kept.at < keepNanos
            && kept.classification.version().equals(version)
        ? Optional.of(kept.classification)
        : Optional.empty();
  }

  void keep(Fingerprint question, Classification answered) {
    if (!answered.version().equals(version)) {
      version = answered.version();
    }
    Map<Fingerprint, Kept> now = recent;
    now.put(question, new Kept(answered, nanoTime.getAsLong()));
    // Half and half: what nobody asked for during one half is forgotten with it.
    if (now.size() > most / 2) {
      older = now;
      recent = new ConcurrentHashMap<>();
    }
  }
}
