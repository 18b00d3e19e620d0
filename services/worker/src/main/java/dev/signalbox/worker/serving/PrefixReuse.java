package dev.signalbox.worker.serving;

import dev.signalbox.worker.cache.PrefixCache;
import dev.signalbox.worker.engine.Engine;
import dev.signalbox.worker.engine.KvCache;

/** Starts a sequence from what an earlier one of its tenant computed. On the scheduler's thread. */
final class PrefixReuse {
  private final Engine engine;
  private final PrefixCache<KvCache> cache;

  PrefixReuse(Engine engine, PrefixCache<KvCache> cache) {
    this.engine = engine;
    this.cache = cache;
  }

  /** Copies the longest common beginning; at least the prompt's last token is always computed. */
  void reuse(Sequence sequence) {
    Prepared prepared = sequence.prepared();
    PrefixCache.Match<KvCache> match =
        cache.find(sequence.request.tenant(), prepared.marks(), prepared.prompt().tokens() - 1);
    if (match != null && sequence.cache != null) {
      engine.copy(match.value(), sequence.cache, match.length());
      sequence.filled = match.length();
      sequence.cachedTokens = match.length();
    }
  }

  /** Keeps a finished sequence's keys and values; they are no longer the sequence's then. */
  void keep(Sequence sequence) {
    KvCache filled = sequence.cache;
    if (filled == null || cache.maxBytes() < filled.bytes()) {
      return;
    }
    sequence.cache = null;
    cache.put(sequence.request.tenant(), sequence.marks(), filled);
  }
}
