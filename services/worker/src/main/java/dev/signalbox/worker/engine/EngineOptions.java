package dev.signalbox.worker.engine;

import dev.signalbox.worker.program.Kernels;
import dev.signalbox.worker.program.Precision;

/**
 * How the engine runs.
 *
 * @param threads libtorch's threads inside one operation
 * @param precision what it computes in
 * @param kernels which matrix products it calls
 */
public record EngineOptions(int threads, Precision precision, Kernels kernels) {
  public EngineOptions {
    if (threads < 1 || threads > 1024) {
      throw new IllegalArgumentException("threads must be 1 to 1024, not " + threads);
    }
  }

  /** With the machine's fastest kernels. */
  public EngineOptions(int threads, Precision precision) {
    this(threads, precision, Kernels.ofThisMachine());
  }

  /** In float32, as the reference. */
  public EngineOptions(int threads) {
    this(threads, Precision.FP32);
  }
}
