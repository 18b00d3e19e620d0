package dev.signalbox.worker.checkpoint;

import java.nio.ByteBuffer;

/**
 * Whole tensors as Java arrays, converted where that is exact; for small tensors such as
 * expectations and tables.
 */
public final class TensorValues {
  private TensorValues() {}

  /** Elements of a floating-point tensor in row-major order. */
  public static float[] floats(SafetensorsFile file, String name) {
    TensorEntry entry = require(file, name);
    ByteBuffer bytes = file.map(entry);
    float[] out = new float[Math.toIntExact(entry.elements())];
    for (int i = 0; i < out.length; i++) {
      out[i] =
          switch (entry.type()) {
            case F32 -> bytes.getFloat(i * 4);
            case BF16 -> Float.intBitsToFloat(bytes.getShort(i * 2) << 16);
            case F16 -> Float.float16ToFloat(bytes.getShort(i * 2));
            case F64 -> (float) bytes.getDouble(i * 8);
            default -> throw new CheckpointException(file.path(), name, "is not floating-point");
          };
    }
    return out;
  }

  /** Elements of an integer or boolean tensor in row-major order. */
  public static long[] longs(SafetensorsFile file, String name) {
    TensorEntry entry = require(file, name);
    ByteBuffer bytes = file.map(entry);
    long[] out = new long[Math.toIntExact(entry.elements())];
    for (int i = 0; i < out.length; i++) {
      out[i] =
          switch (entry.type()) {
            case I64 -> bytes.getLong(i * 8);
            case I32 -> bytes.getInt(i * 4);
            case I16 -> bytes.getShort(i * 2);
            case I8 -> bytes.get(i);
            case U8, BOOL -> bytes.get(i) & 0xff;
            default -> throw new CheckpointException(file.path(), name, "is not an integer tensor");
          };
    }
    return out;
  }

  /** Dimensions of a tensor that must exist. */
  public static int[] shape(SafetensorsFile file, String name) {
    return require(file, name).shape().stream().mapToInt(Math::toIntExact).toArray();
  }

  private static TensorEntry require(SafetensorsFile file, String name) {
    TensorEntry entry = file.find(name);
    if (entry == null) {
      throw new CheckpointException(file.path(), name, "is missing");
    }
    return entry;
  }
}
