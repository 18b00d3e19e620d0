package dev.signalbox.worker.program;

/** Where the program computes. Its arguments come from the processor's memory either way. */
public enum Place {
  /** The processor. */
  CPU("place-cpu"),
  /** The first CUDA device: weights, keys, values and embeddings stay there. */
  CUDA("place-cuda");

  private final String part;

  Place(String part) {
    this.part = part;
  }

  /** The text that moves a tensor to where the program computes. */
  String part() {
    return part;
  }
}
