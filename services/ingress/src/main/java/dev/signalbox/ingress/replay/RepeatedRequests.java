package dev.signalbox.ingress.replay;

import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Requests under an Idempotency-Key: the first one is answered, its repetitions get the same
 * answer, and nothing is charged twice. The oldest finished ones leave first; one under way never
 * does. Thread-safe.
 */
public final class RepeatedRequests {
  private final ReplayLimits limits;
  private final InstantSource clock;
  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private long bytes;

  public RepeatedRequests(ReplayLimits limits, InstantSource clock) {
    this.limits = limits;
    this.clock = clock;
  }

  /** What is known of a request under its key. */
  public sealed interface Found {
    /** It is the first; its claim is to be ended by exactly one of its methods. */
    record First(Claim claim) implements Found {}

    /** It was answered. */
    record Answered(KeptAnswer answer) implements Found {}

    /** It is being answered. */
    record UnderWay() implements Found {}

    /** Another request came under the same key. */
    record Different() implements Found {}

    /** It was answered and charged, and its answer was too large to keep. */
    record TooLarge() implements Found {}

    /** As many requests as may be are under way under keys. */
    record Full() implements Found {}
  }

  private static final class Entry {
    private final String fingerprint;
    private final long until;
    private boolean ended;
    private @Nullable KeptAnswer answer;

    Entry(String fingerprint, long until) {
      this.fingerprint = fingerprint;
      this.until = until;
    }

    long weight() {
      return answer == null ? 256 : answer.weight();
    }
  }

  /**
   * Looks a request up, and claims its key when it is the first.
   *
   * @param key the client's own, with whatever tells clients apart
   */
  public synchronized Found find(String key, String fingerprint) {
    long now = clock.millis();
    dropExpired(now);
    Entry entry = entries.get(key);
    if (entry == null) {
      if (!makeRoom(256)) {
        return new Found.Full();
      }
      Entry fresh = new Entry(fingerprint, now + limits.lifetime().toMillis());
      entries.put(key, fresh);
      bytes += fresh.weight();
      return new Found.First(new Claim(key, fresh));
    }
    if (!entry.fingerprint.equals(fingerprint)) {
      return new Found.Different();
    }
    if (!entry.ended) {
      return new Found.UnderWay();
    }
    KeptAnswer answer = entry.answer;
    return answer == null ? new Found.TooLarge() : new Found.Answered(answer);
  }

  private void dropExpired(long now) {
    Iterator<Entry> oldest = entries.values().iterator();
    while (oldest.hasNext()) {
      Entry entry = oldest.next();
      if (entry.until > now) {
        return;
      }
      if (entry.ended) {
        bytes -= entry.weight();
        oldest.remove();
      }
    }
  }

  private boolean makeRoom(long needed) {
    Iterator<Entry> oldest = entries.values().iterator();
    while ((bytes + needed > limits.bytes() || entries.size() >= limits.entries())
        && oldest.hasNext()) {
      Entry entry = oldest.next();
      if (entry.ended) {
        bytes -= entry.weight();
        oldest.remove();
      }
    }
    return bytes + needed <= limits.bytes() && entries.size() < limits.entries();
  }

  /** The first request under a key; one ending counts. */
  public final class Claim {
    private final String key;
    private final Entry entry;

    private Claim(String key, Entry entry) {
      this.key = key;
      this.entry = entry;
    }

    /** Most bytes of an answer that would be kept. */
    public int mostBytes() {
      return limits.answerBytes();
    }

    /**
     * It was answered.
     *
     * @param answer absent when it was too large
     */
    public void answered(@Nullable KeptAnswer answer) {
      synchronized (RepeatedRequests.this) {
        if (entry.ended) {
          return;
        }
        entry.ended = true;
        bytes -= entry.weight();
        entry.answer = answer;
        bytes += entry.weight();
        makeRoom(0);
      }
    }

    /** It was not answered and not charged: the next one is the first again. */
    public void giveUp() {
      synchronized (RepeatedRequests.this) {
        if (!entry.ended) {
          entry.ended = true;
          bytes -= entry.weight();
          entries.remove(key, entry);
        }
      }
    }
  }
}
