package dev.signalbox.worker.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import dev.signalbox.worker.program.Kernels;
import dev.signalbox.worker.program.Place;
import dev.signalbox.worker.program.Precision;
import dev.signalbox.worker.program.ScriptArchive;
import java.util.List;

/** What this machine's memory and arithmetic reach at best under libtorch, to measure shares of. */
public final class MachineProbe implements AutoCloseable {
  /** Float32 values that are read: 256 MiB, many times any cache here. */
  private static final int READ = 64 << 20;

  private static final int ROWS = 1024;
  private static final int SIDE = 2048;
  private static final int RUNS = 7;

  private static final String SOURCE =
      """
      class Probe(Module):
        __parameters__ = []
        __buffers__ = []
        training : bool
        _is_full_backward_hook : Optional[bool]
        kept : List[Tensor]
        def total(self: __torch__.Probe, x: Tensor) -> Tensor:
          return torch.sum(x)
        def pack(self: __torch__.Probe, x: Tensor, w: Tensor) -> Tensor:
          _0 = torch.append(self.kept, torch.to(x, 15))
          _1 = torch.append(self.kept, @PACK@)
          return x
        def multiply(self: __torch__.Probe, x: Tensor) -> Tensor:
          return @PRODUCT@
      """;

  private final TorchModule module;

  private MachineProbe(TorchModule module) {
    this.module = module;
  }

  /** On this thread, with so many of libtorch's. */
  public static MachineProbe start(int threads) {
    boolean packed = Kernels.ofThisMachine(Precision.BF16).isPacked();
    String source =
        SOURCE
            .replace(
                "@PACK@",
                packed
                    ? "ops.mkldnn._reorder_linear_weight(torch.to(w, 15), 1)"
                    : "torch.to(w, 15)")
            .replace(
                "@PRODUCT@",
                packed
                    ? "ops.mkldnn._linear_pointwise(self.kept[0], self.kept[1], None, \"none\", annotate(List[Optional[number]], []), \"\")"
                    : "torch.linear(self.kept[0], self.kept[1], None)");
    return new MachineProbe(
        TorchModule.load(
            ScriptArchive.write("Probe", source, List.of("kept"), List.of()), threads, Place.CPU));
  }

  /** Bytes a second that a sum over memory reads, the best of some runs. */
  public double readBytesPerSecond() {
    try (PtNDManager scope = module.scope()) {
      NDArray values = scope.zeros(new Shape(READ), DataType.FLOAT32);
      return (double) READ
          * Float.BYTES
          / best(() -> module.tensor(scope, "total", TorchModule.value(values)).close());
    }
  }

  /** Operations a second of a bfloat16 product of matrices, the best of some runs. */
  public double bfloat16OperationsPerSecond() {
    try (PtNDManager scope = module.scope()) {
      NDArray x = scope.ones(new Shape(ROWS, SIDE), DataType.FLOAT32);
      NDArray w = scope.ones(new Shape(SIDE, SIDE), DataType.FLOAT32);
      module.tensor(scope, "pack", TorchModule.value(x), TorchModule.value(w)).close();
      return 2.0
          * ROWS
          * SIDE
          * SIDE
          / best(() -> module.tensor(scope, "multiply", TorchModule.value(x)).close());
    }
  }

  private static double best(Runnable work) {
    double best = Double.MAX_VALUE;
    for (int i = 0; i < RUNS; i++) {
      long begin = System.nanoTime();
      work.run();
      best = Math.min(best, (System.nanoTime() - begin) / 1e9);
    }
    return best;
  }

  @Override
  public void close() {
    module.close();
  }
}
