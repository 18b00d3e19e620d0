package dev.signalbox.worker.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.worker.checkpoint.TensorNames;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A float32 safetensors file with weights drawn so that activations keep their scale from layer to
 * layer.
 */
final class RandomWeights {
  private static final int BUFFER = 1 << 20;

  private RandomWeights() {}

  static void write(Path file, List<TensorNames.Expected> tensors, long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    ObjectNode header = new JsonMapper().createObjectNode();
    long offset = 0;
    for (TensorNames.Expected tensor : tensors) {
      ObjectNode entry = header.putObject(tensor.name()).put("dtype", "F32");
      tensor.shape().forEach(entry.putArray("shape")::add);
      long end = offset + elements(tensor) * Float.BYTES;
      entry.putArray("data_offsets").add(offset).add(end);
      offset = end;
    }
    byte[] json = header.toString().getBytes(StandardCharsets.UTF_8);
    int padded = Math.ceilDiv(json.length, 8) * 8;
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer start = ByteBuffer.allocate(8 + padded).order(ByteOrder.LITTLE_ENDIAN);
      start.putLong(padded).put(json);
      while (start.hasRemaining()) {
        start.put((byte) ' ');
      }
      channel.write(start.flip());
      ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER).order(ByteOrder.LITTLE_ENDIAN);
      for (TensorNames.Expected tensor : tensors) {
        fill(channel, buffer, tensor, random);
      }
    }
  }

  private static void fill(
      FileChannel channel, ByteBuffer buffer, TensorNames.Expected tensor, SplittableRandom random)
      throws IOException {
    boolean norm = tensor.name().contains("norm") && tensor.name().endsWith("weight");
    long fanIn = tensor.shape().size() == 1 ? 100 : elements(tensor) / tensor.shape().getFirst();
    float centre = norm ? 1 : 0;
    float spread = (float) (Math.sqrt(3.0 / fanIn) * (tensor.name().contains("embed") ? 8 : 1));
    for (long i = elements(tensor); i > 0; ) {
      buffer.clear();
      for (; i > 0 && buffer.hasRemaining(); i--) {
        float uniform = (random.nextInt() >> 8) * 0x1p-23f;
        buffer.putFloat(centre + spread * uniform);
      }
      buffer.flip();
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
    }
  }

  private static long elements(TensorNames.Expected tensor) {
    return tensor.shape().stream().mapToLong(Long::longValue).reduce(1, Math::multiplyExact);
  }
}
