package dev.signalbox.worker.engine;

import ai.djl.ndarray.NDArray;
import dev.signalbox.worker.cache.Releasable;

/** Embeddings of pictures, one row for each image token; native memory until closed. */
public final class Features implements Releasable {
  private final NDArray rows;

  Features(NDArray rows) {
    this.rows = rows;
  }

  NDArray rows() {
    return rows;
  }

  /** Image tokens. */
  public int tokens() {
    return Math.toIntExact(rows.getShape().get(0));
  }

  /** Native bytes held. */
  @Override
  public long bytes() {
    return rows.getShape().size() * Float.BYTES;
  }

  /** Values, row-major. */
  public float[] values() {
    return rows.toFloatArray();
  }

  @Override
  public void close() {
    rows.close();
  }
}
