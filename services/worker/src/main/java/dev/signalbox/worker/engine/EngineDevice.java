package dev.signalbox.worker.engine;

import dev.signalbox.worker.program.Place;

/** Which device a user asks for. */
public enum EngineDevice {
  /** CUDA when libtorch finds a device, else the processor. */
  AUTO,
  CPU,
  CUDA;

  /**
   * Where that is on this machine.
   *
   * @throws IllegalStateException when CUDA is asked for and libtorch finds no device
   */
  Place place() {
    if (this == CPU) {
      return Place.CPU;
    }
    if (TorchModule.cudaDevices() > 0) {
      return Place.CUDA;
    }
    if (this == CUDA) {
      throw new IllegalStateException(
          "libtorch finds no CUDA device: run the GPU image (Maven profile cuda) on a machine with an NVIDIA driver, or set"
              + " signalbox.worker.engine.device to auto or cpu");
    }
    return Place.CPU;
  }
}
