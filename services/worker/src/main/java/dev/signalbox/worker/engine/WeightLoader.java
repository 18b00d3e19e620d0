package dev.signalbox.worker.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.IValue;
import dev.signalbox.worker.checkpoint.Checkpoint;
import dev.signalbox.worker.checkpoint.TensorEntry;
import dev.signalbox.worker.checkpoint.TensorType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Hands weights to the program: float32 ones stay where the file is mapped; half-precision ones are
 * widened here, because DJL's BFLOAT16 aborts the process and TorchScript can't reinterpret bytes.
 */
final class WeightLoader {
  /**
   * Elements widened at a time: 16 MiB of float32, so the scratch stays far below the direct-memory
   * limit.
   */
  private static final int PIECE = 4 << 20;

  private final TorchModule module;
  // The arrays over mapped weights, and through them the mappings, live as long as the engine.
  private final List<NDArray> mapped = new ArrayList<>();

  WeightLoader(TorchModule module) {
    this.module = module;
  }

  void add(Checkpoint checkpoint, TensorEntry entry, boolean vision) {
    ByteBuffer bytes = checkpoint.weights().map(entry);
    if (entry.type() == TensorType.F32 && entry.offset() % Float.BYTES == 0) {
      Shape shape = new Shape(shape(entry));
      NDArray array = module.over(bytes, shape, DataType.FLOAT32);
      module.integer("add", TorchModule.value(array), IValue.from(vision));
      mapped.add(array);
      return;
    }
    module.integer("make", IValue.listFrom(shape(entry)), IValue.from(vision));
    widen(bytes, entry, vision);
  }

  private void widen(ByteBuffer bytes, TensorEntry entry, boolean vision) {
    int total = Math.toIntExact(entry.elements());
    int piece = Math.min(PIECE, total);
    ByteBuffer scratch =
        ByteBuffer.allocateDirect(piece * Float.BYTES).order(ByteOrder.nativeOrder());
    float[] values = new float[piece];
    for (int begin = 0; begin < total; begin += piece) {
      int count = Math.min(piece, total - begin);
      read(bytes, entry.type(), begin, values, count);
      FloatBuffer floats = scratch.asFloatBuffer();
      floats.put(values, 0, count);
      try (NDArray array =
          module.over(scratch.slice(0, count * Float.BYTES), new Shape(count), DataType.FLOAT32)) {
        module.integer(
            "fill", TorchModule.value(array), IValue.from((long) begin), IValue.from(vision));
      }
    }
  }

  private static void read(ByteBuffer bytes, TensorType type, int begin, float[] out, int count) {
    if (type == TensorType.F32) {
      bytes
          .slice(begin * Float.BYTES, count * Float.BYTES)
          .order(ByteOrder.LITTLE_ENDIAN)
          .asFloatBuffer()
          .get(out, 0, count);
      return;
    }
    short[] halves = new short[count];
    bytes
        .slice(begin * Short.BYTES, count * Short.BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .asShortBuffer()
        .get(halves);
    for (int i = 0; i < count; i++) {
      out[i] =
          type == TensorType.BF16
              ? Float.intBitsToFloat(halves[i] << 16)
              : Float.float16ToFloat(halves[i]);
    }
  }

  private static long[] shape(TensorEntry entry) {
    return entry.shape().stream().mapToLong(Long::longValue).toArray();
  }

  void release() {
    mapped.clear();
  }
}
