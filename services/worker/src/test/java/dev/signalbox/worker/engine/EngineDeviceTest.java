package dev.signalbox.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.signalbox.worker.cli.RandomFolder;
import dev.signalbox.worker.program.Kernels;
import dev.signalbox.worker.program.ModelProgram;
import dev.signalbox.worker.program.Place;
import dev.signalbox.worker.program.Precision;
import org.junit.jupiter.api.Test;

class EngineDeviceTest {
  @Test
  void shouldTakeTheProcessorWhereThereIsNoCudaDevice() {
    assumeTrue(TorchModule.cudaDevices() == 0, "this machine has a CUDA device");

    assertThat(EngineOptions.on(EngineDevice.AUTO, 1, Precision.INT8).place()).isEqualTo(Place.CPU);
    assertThatThrownBy(() -> EngineOptions.on(EngineDevice.CUDA, 1, Precision.BF16))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("signalbox.worker.engine.device");
  }

  @Test
  void shouldRefuseWhatACudaDeviceCannotDo() {
    assertThatThrownBy(
            () ->
                ModelProgram.archive(
                    RandomFolder.shape256m(), Precision.INT8, Kernels.PLAIN, Place.CUDA))
        .hasMessageContaining("choose bf16 or fp32");
    assertThatThrownBy(
            () ->
                ModelProgram.archive(
                    RandomFolder.shape256m(), Precision.BF16, Kernels.PACKED, Place.CUDA))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
