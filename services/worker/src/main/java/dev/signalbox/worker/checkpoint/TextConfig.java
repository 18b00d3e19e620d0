package dev.signalbox.worker.checkpoint;

/**
 * Shape of the Llama text model.
 *
 * @param keyValueHeads heads of keys and values; divides {@code heads}
 * @param ropeTheta base of the rotary frequencies
 * @param maxPositions longest sequence in tokens
 */
public record TextConfig(
    int hidden,
    int intermediate,
    int layers,
    int heads,
    int keyValueHeads,
    int headSize,
    int vocabulary,
    double epsilon,
    double ropeTheta,
    int maxPositions) {
  /** Bytes of keys and values that one token keeps, in float32. */
  public long cacheBytesPerToken() {
    return 2L * layers * keyValueHeads * headSize * Float.BYTES;
  }
}
