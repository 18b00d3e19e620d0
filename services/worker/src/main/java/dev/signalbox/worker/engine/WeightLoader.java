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
import org.jspecify.annotations.Nullable;

/**
 * Hands weights to the program, which packs each layer once it has all of it. Float32 tensors are
 * read where the file is mapped; half-precision ones are widened here, because DJL's BFLOAT16
 * aborts the process and TorchScript can't reinterpret bytes. Only the embedding table stays as it
 * is in the file: mapped, or in its own type.
 */
final class WeightLoader {
  /**
   * Elements widened at a time: 16 MiB of float32, so the scratch stays far below the direct-memory
   * limit.
   */
  private static final int PIECE = 4 << 20;

  private static final int TOWER_START = 3;
  private static final int TOWER_LAYER = 16;
  private static final int TEXT_LAYER = 9;

  /** libtorch's numbers of element types. */
  private static final int FLOAT16 = 5;

  private static final int FLOAT32 = 6;
  private static final int BFLOAT16 = 15;

  private final TorchModule module;
  private final Checkpoint checkpoint;
  private final LoadWatch watch;
  private long packedBytes;
  // Arrays over mapped weights that are not packed yet.
  private final List<NDArray> mapped = new ArrayList<>();
  // The array over the embedding table, and through it the mapping, lives as long as the engine.
  private @Nullable NDArray table;

  WeightLoader(TorchModule module, Checkpoint checkpoint, LoadWatch watch) {
    this.module = module;
    this.checkpoint = checkpoint;
    this.watch = watch;
  }

  /**
   * Loads everything; afterwards only the embedding table may still be mapped. The watch is told
   * after each layer and may end the loading there by throwing.
   */
  void load() {
    List<TensorEntry> vision = checkpoint.vision();
    int end = TOWER_START + checkpoint.config().vision().layers() * TOWER_LAYER;
    pack("pack_tower", vision.subList(0, TOWER_START));
    for (int i = TOWER_START; i < end; i += TOWER_LAYER) {
      pack("pack_tower_layer", vision.subList(i, i + TOWER_LAYER));
    }
    pack("pack_tower_end", vision.subList(end, vision.size()));
    List<TensorEntry> text = checkpoint.text();
    table(text.getFirst());
    end = 1 + checkpoint.config().text().layers() * TEXT_LAYER;
    for (int i = 1; i < end; i += TEXT_LAYER) {
      pack("pack_layer", text.subList(i, i + TEXT_LAYER));
    }
    List<TensorEntry> last = new ArrayList<>(text.subList(end, text.size()));
    // A mapped table is packed from a mapping of its own, so that in the one that stays only the
    // rows
    // that are looked up become resident.
    if (table != null || !isTied()) {
      last.add(checkpoint.head());
    }
    pack("pack_end", last);
  }

  private void pack(String method, List<TensorEntry> entries) {
    entries.forEach(entry -> add(entry, FLOAT32));
    module.integer(method);
    mapped.forEach(NDArray::close);
    mapped.clear();
    told(entries);
  }

  private boolean isTied() {
    return checkpoint.head().equals(checkpoint.text().getFirst());
  }

  private void told(List<TensorEntry> entries) {
    packedBytes += entries.stream().mapToLong(TensorEntry::bytes).sum();
    watch.packed(packedBytes, checkpoint.weightBytes());
  }

  private void table(TensorEntry entry) {
    add(
        entry,
        switch (entry.type()) {
          case BF16 -> BFLOAT16;
          case F16 -> FLOAT16;
          default -> FLOAT32;
        });
    module.integer("pack_table");
    if (!mapped.isEmpty()) {
      table = mapped.removeLast();
    }
    if (!isTied() || table == null) {
      told(List.of(entry));
    }
  }

  private void add(TensorEntry entry, int type) {
    ByteBuffer bytes = checkpoint.weights().map(entry);
    if (entry.type() == TensorType.F32 && entry.offset() % Float.BYTES == 0) {
      Shape shape = new Shape(shape(entry));
      NDArray array = module.over(bytes, shape, DataType.FLOAT32);
      module.integer("add", TorchModule.value(array));
      mapped.add(array);
      return;
    }
    module.integer("make", IValue.listFrom(shape(entry)), IValue.from((long) type));
    widen(bytes, entry);
  }

  private void widen(ByteBuffer bytes, TensorEntry entry) {
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
        module.integer("fill", TorchModule.value(array), IValue.from((long) begin));
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
    mapped.forEach(NDArray::close);
    mapped.clear();
    if (table != null) {
      table.close();
      table = null;
    }
  }
}
