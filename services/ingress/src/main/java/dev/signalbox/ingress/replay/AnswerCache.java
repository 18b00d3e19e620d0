package dev.signalbox.ingress.replay;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Answers to requests that equal an earlier one to the byte, for tenants that asked for it. The
 * least recently used leave first. Thread-safe.
 *
 * @param <C> what is kept beside an answer
 */
public final class AnswerCache<C> {
  private final ReplayLimits limits;
  private final InstantSource clock;
  private final Map<String, Cached<C>> entries = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;

  /** An answer and what is kept beside it. */
  public record Cached<C>(KeptAnswer answer, C beside) {
    /** How old it is. */
    public Duration age(Instant now) {
      Duration age = Duration.between(answer.at(), now);
      return age.isNegative() ? Duration.ZERO : age;
    }
  }

  public AnswerCache(ReplayLimits limits, InstantSource clock) {
    this.limits = limits;
    this.clock = clock;
  }

  /** Most bytes of an answer that is kept. */
  public int mostBytes() {
    return limits.answerBytes();
  }

  public synchronized Optional<Cached<C>> find(String key) {
    Cached<C> cached = entries.get(key);
    if (cached == null) {
      return Optional.empty();
    }
    if (cached.age(clock.instant()).compareTo(limits.lifetime()) >= 0) {
      remove(key, cached);
      return Optional.empty();
    }
    return Optional.of(cached);
  }

  private void remove(String key, Cached<C> cached) {
    entries.remove(key);
    bytes -= cached.answer.weight();
  }

  public synchronized void keep(String key, KeptAnswer answer, C beside) {
    if (answer.body().length > limits.answerBytes() || answer.weight() > limits.bytes()) {
      return;
    }
    Cached<C> before = entries.put(key, new Cached<>(answer, beside));
    bytes += answer.weight() - (before == null ? 0 : before.answer.weight());
    Iterator<Cached<C>> eldest = entries.values().iterator();
    while ((bytes > limits.bytes() || entries.size() > limits.entries()) && eldest.hasNext()) {
      bytes -= eldest.next().answer.weight();
      eldest.remove();
    }
  }
}
