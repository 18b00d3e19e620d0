package dev.signalbox.worker.checkpoint;

import java.util.List;

/**
 * One tensor of a safetensors file, as its checked header describes it.
 *
 * @param offset of its first byte from the start of the file
 * @param bytes its length in bytes; always elements times the type's size
 */
public record TensorEntry(String name, TensorType type, List<Long> shape, long offset, long bytes) {
  public TensorEntry {
    shape = List.copyOf(shape);
  }

  public long elements() {
    return bytes / type.bytes();
  }
}
