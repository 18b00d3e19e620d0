package dev.signalbox.worker.engine;

import ai.djl.ndarray.NDArray;
import dev.signalbox.worker.cache.Releasable;

/** Keys and values of one sequence, up to a fixed number of tokens; native memory until closed. */
public final class KvCache implements Releasable {
  private static final int TOKEN_AXIS = 3;

  private final NDArray values;

  KvCache(NDArray values) {
    this.values = values;
  }

  NDArray values() {
    return values;
  }

  /** Tokens it has room for. */
  public int capacity() {
    return Math.toIntExact(values.getShape().get(TOKEN_AXIS));
  }

  /** Native bytes held. */
  @Override
  public long bytes() {
    return values.getShape().size() * Float.BYTES;
  }

  @Override
  public void close() {
    values.close();
  }
}
