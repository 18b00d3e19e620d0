package dev.signalbox.worker.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A safetensors file, memory-mapped tensor by tensor, so a file may be larger than 2 GB (one tensor
 * may not). The header is hostile until checked: its length, its JSON, every type, shape and byte
 * range, overlaps and holes. A file that shrinks after it was opened faults the process, as any
 * mapped file does.
 */
public final class SafetensorsFile {
  /** The format's own limit on the header. */
  private static final long MAX_HEADER_BYTES = 100_000_000;

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final Path path;
  private final Map<String, TensorEntry> entries;

  private SafetensorsFile(Path path, Map<String, TensorEntry> entries) {
    this.path = path;
    this.entries = entries;
  }

  /** Reads and checks the header; maps nothing yet. */
  public static SafetensorsFile open(Path path) {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      long size = channel.size();
      if (size < 8) {
        throw new CheckpointException(
            path, null, "has %d bytes, too few for a header".formatted(size));
      }
      ByteBuffer prefix = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
      readFully(channel, prefix, 0, path);
      long headerBytes = prefix.getLong(0);
      if (headerBytes < 2 || headerBytes > MAX_HEADER_BYTES || headerBytes > size - 8) {
        throw new CheckpointException(
            path,
            null,
            "says its header has %s bytes; the file has %d"
                .formatted(Long.toUnsignedString(headerBytes), size));
      }
      ByteBuffer header = ByteBuffer.allocate((int) headerBytes);
      readFully(channel, header, 8, path);
      JsonNode root = JSON.readTree(header.array());
      return new SafetensorsFile(path, entries(path, root, 8 + headerBytes, size));
    } catch (JsonProcessingException e) {
      throw new CheckpointException(
          path, null, "has a header that is not JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new CheckpointException(path, null, "can't be read: " + e, e);
    }
  }

  private static void readFully(FileChannel channel, ByteBuffer target, long at, Path path)
      throws IOException {
    while (target.hasRemaining()) {
      if (channel.read(target, at + target.position()) < 0) {
        throw new CheckpointException(path, null, "ends inside its header");
      }
    }
  }

  private static Map<String, TensorEntry> entries(Path path, JsonNode root, long data, long size) {
    if (!root.isObject()) {
      throw new CheckpointException(path, null, "has a header that is not a JSON object");
    }
    Map<String, TensorEntry> entries = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> field : root.properties()) {
      if (!field.getKey().equals("__metadata__")) {
        entries.put(field.getKey(), entry(path, field.getKey(), field.getValue(), data, size));
      }
    }
    List<TensorEntry> byOffset = new ArrayList<>(entries.values());
    byOffset.sort(
        Comparator.comparingLong(TensorEntry::offset).thenComparingLong(TensorEntry::bytes));
    long expected = data;
    for (TensorEntry entry : byOffset) {
      if (entry.offset() != expected) {
        throw new CheckpointException(
            path,
            entry.name(),
            entry.offset() < expected ? "overlaps another tensor" : "leaves a hole before it");
      }
      expected += entry.bytes();
    }
    if (expected != size) {
      throw new CheckpointException(
          path, null, "has %d bytes where its header describes %d".formatted(size, expected));
    }
    return entries;
  }

  private static TensorEntry entry(Path path, String name, JsonNode node, long data, long size) {
    TensorType type = type(path, name, node.path("dtype").asText());
    JsonNode dimensions = node.path("shape");
    JsonNode range = node.path("data_offsets");
    if (!dimensions.isArray()
        || range.size() != 2
        || !range.path(0).isIntegralNumber()
        || !range.path(1).isIntegralNumber()
        || !range.path(0).canConvertToLong()
        || !range.path(1).canConvertToLong()) {
      throw new CheckpointException(path, name, "lacks a shape or two data offsets");
    }
    List<Long> shape = new ArrayList<>();
    long bytes = type.bytes();
    for (JsonNode dimension : dimensions) {
      long length =
          dimension.isIntegralNumber() && dimension.canConvertToLong() ? dimension.longValue() : -1;
      if (length < 0 || (length > 0 && bytes > Long.MAX_VALUE / length)) {
        throw new CheckpointException(path, name, "has the impossible shape " + dimensions);
      }
      shape.add(length);
      bytes *= length;
    }
    long begin = range.get(0).longValue();
    long end = range.get(1).longValue();
    if (begin < 0 || end < begin || end > size - data) {
      throw new CheckpointException(
          path,
          name,
          "lies at bytes %d to %d, outside the file's %d data bytes (truncated?)"
              .formatted(begin, end, size - data));
    }
    if (end - begin != bytes) {
      throw new CheckpointException(
          path,
          name,
          "has %d bytes where %s of shape %s needs %d".formatted(end - begin, type, shape, bytes));
    }
    return new TensorEntry(name, type, shape, data + begin, bytes);
  }

  private static TensorType type(Path path, String name, String dtype) {
    for (TensorType type : TensorType.values()) {
      if (type.name().equals(dtype)) {
        return type;
      }
    }
    throw new CheckpointException(path, name, "has the unsupported type '%s'".formatted(dtype));
  }

  public Path path() {
    return path;
  }

  /** Every tensor, in the header's order. */
  public Map<String, TensorEntry> entries() {
    return Map.copyOf(entries);
  }

  public @Nullable TensorEntry find(String name) {
    return entries.get(name);
  }

  /**
   * The tensor's bytes, mapped read-only, little-endian; valid as long as the buffer is referenced.
   */
  public ByteBuffer map(TensorEntry entry) {
    if (entry.bytes() > Integer.MAX_VALUE) {
      throw new CheckpointException(
          path, entry.name(), "is larger than 2 GB, which one mapping can't hold");
    }
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      if (channel.size() < entry.offset() + entry.bytes()) {
        throw new CheckpointException(path, entry.name(), "was cut off after the file was opened");
      }
      return channel
          .map(FileChannel.MapMode.READ_ONLY, entry.offset(), entry.bytes())
          .order(ByteOrder.LITTLE_ENDIAN);
    } catch (IOException e) {
      throw new CheckpointException(path, entry.name(), "can't be mapped: " + e, e);
    }
  }
}
