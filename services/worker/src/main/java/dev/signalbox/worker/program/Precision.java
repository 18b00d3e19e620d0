package dev.signalbox.worker.program;

/** What the model computes in. Sums and the residual stream are float32 in all of them. */
public enum Precision {
  /** Float32 throughout: what the reference is compared with. */
  FP32(6),
  /** Weights and the inputs of products in bfloat16, as checkpoints are trained. */
  BF16(15),
  /**
   * The text model's weights in 8 bits with a scale for each output, its activations in 8 bits with
   * a scale for each token; the vision tower in bfloat16.
   */
  INT8(15);

  private final int type;

  Precision(int type) {
    this.type = type;
  }

  /** libtorch's number for the type of floating-point weights. */
  int type() {
    return type;
  }
}
