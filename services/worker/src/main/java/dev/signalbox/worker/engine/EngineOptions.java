package dev.signalbox.worker.engine;

import dev.signalbox.worker.program.Kernels;
import dev.signalbox.worker.program.Place;
import dev.signalbox.worker.program.Precision;

/**
 * How the engine runs.
 *
 * @param threads libtorch's threads inside one operation
 * @param precision what it computes in
 * @param kernels which matrix products it calls
 * @param place where it computes
 * @param processors which the threads keep to
 */
public record EngineOptions(
    int threads, Precision precision, Kernels kernels, Place place, Processors processors) {
  public EngineOptions {
    if (threads < 1 || threads > 1024) {
      throw new IllegalArgumentException("threads must be 1 to 1024, not " + threads);
    }
  }

  /** On the processor. */
  public EngineOptions(int threads, Precision precision, Kernels kernels) {
    this(threads, precision, kernels, Place.CPU);
  }

  /** On any of its processors. */
  public EngineOptions(int threads, Precision precision, Kernels kernels, Place place) {
    this(threads, precision, kernels, place, Processors.ANY);
  }

  /** The same on these processors. */
  public EngineOptions keptTo(Processors few) {
    return new EngineOptions(threads, precision, kernels, place, few);
  }

  /** On the processor with its fastest kernels. */
  public EngineOptions(int threads, Precision precision) {
    this(threads, precision, Kernels.ofThisMachine(precision));
  }

  /**
   * Where the device says.
   *
   * @throws IllegalStateException when CUDA is asked for and libtorch finds no device
   */
  public static EngineOptions on(EngineDevice device, int threads, Precision precision) {
    return device.place() == Place.CUDA
        ? new EngineOptions(threads, precision, Kernels.PLAIN, Place.CUDA)
        : new EngineOptions(threads, precision);
  }

  /** In float32, as the reference. */
  public EngineOptions(int threads) {
    this(threads, Precision.FP32);
  }
}
