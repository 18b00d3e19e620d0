package dev.signalbox.worker.serving;

import dev.signalbox.worker.engine.Engine;
import dev.signalbox.worker.engine.KvCache;

/**
 * Memory for a sequence's keys and values, in blocks that follow what is filled: a long answer that
 * was allowed and not given costs nothing. What a sequence may need at most was reserved when it
 * was admitted, so growing never waits. On the scheduler's thread.
 */
final class KvRoom {
  /** Tokens of a block. */
  static final int BLOCK = 128;

  private final Engine engine;

  KvRoom(Engine engine) {
    this.engine = engine;
  }

  /** Room for the prompt. */
  KvCache begin(Prepared prepared) {
    return engine.cache(blocks(prepared.prompt().tokens(), prepared));
  }

  /** Makes room for one more token; whether more memory was needed. */
  boolean growFor(Sequence sequence) {
    KvCache full = sequence.cache;
    if (full == null || sequence.filled < full.capacity()) {
      return false;
    }
    KvCache larger = engine.cache(blocks(sequence.filled + 1, sequence.prepared()));
    engine.copy(full, larger, sequence.filled);
    sequence.cache = larger;
    full.close();
    return true;
  }

  private static int blocks(int tokens, Prepared prepared) {
    return Math.min(prepared.reservedTokens(), (tokens + BLOCK - 1) / BLOCK * BLOCK);
  }
}
