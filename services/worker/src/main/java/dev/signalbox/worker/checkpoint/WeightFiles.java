package dev.signalbox.worker.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The weights of a folder, from one safetensors file or from the shards that an index names. */
public final class WeightFiles {
  private final Path origin;
  private final Map<String, SafetensorsFile> byTensor;

  private WeightFiles(Path origin, Map<String, SafetensorsFile> byTensor) {
    this.origin = origin;
    this.byTensor = byTensor;
  }

  /**
   * Opens {@code model.safetensors}, else {@code model.safetensors.index.json}, else {@code
   * model_bf16.safetensors}, else the same two in {@code sharded/} (the last two are forms that
   * golden folders use).
   */
  public static WeightFiles find(Path folder) {
    for (String name :
        List.of(
            "model.safetensors",
            "model.safetensors.index.json",
            "model_bf16.safetensors",
            "sharded/model.safetensors.index.json",
            "sharded/model.safetensors")) {
      Path file = folder.resolve(name);
      if (Files.isRegularFile(file)) {
        return open(file);
      }
    }
    throw new CheckpointException(
        folder, null, "has neither model.safetensors nor model.safetensors.index.json");
  }

  /** Opens one safetensors file or an index of shards. */
  public static WeightFiles open(Path file) {
    return file.toString().endsWith(".json") ? sharded(file) : single(file);
  }

  private static WeightFiles single(Path file) {
    SafetensorsFile tensors = SafetensorsFile.open(file);
    Map<String, SafetensorsFile> byTensor = new LinkedHashMap<>();
    tensors.entries().keySet().forEach(name -> byTensor.put(name, tensors));
    return new WeightFiles(file, byTensor);
  }

  private static WeightFiles sharded(Path index) {
    Path folder = index.toAbsolutePath().normalize().getParent();
    JsonNode map = JsonFile.read(index).path("weight_map");
    if (folder == null || !map.isObject() || map.isEmpty()) {
      throw new CheckpointException(index, "weight_map", "is missing or empty");
    }
    Map<String, SafetensorsFile> shards = new HashMap<>();
    Map<String, SafetensorsFile> byTensor = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> field : map.properties()) {
      String shardName = field.getValue().asText();
      Path shard = shard(index, folder, field.getKey(), shardName);
      if (shardName.isEmpty() || !folder.equals(shard.getParent())) {
        throw new CheckpointException(
            index, field.getKey(), "names the shard '%s' outside the folder".formatted(shardName));
      }
      SafetensorsFile file = shards.computeIfAbsent(shardName, name -> openShard(index, shard));
      if (file.find(field.getKey()) == null) {
        throw new CheckpointException(
            shard, field.getKey(), "is missing, though the index says it is here");
      }
      byTensor.put(field.getKey(), file);
    }
    return new WeightFiles(index, byTensor);
  }

  private static Path shard(Path index, Path folder, String tensor, String name) {
    try {
      return folder.resolve(name).normalize();
    } catch (InvalidPathException e) {
      throw new CheckpointException(index, tensor, "names a shard that can't be a file", e);
    }
  }

  private static SafetensorsFile openShard(Path index, Path shard) {
    if (!Files.isRegularFile(shard)) {
      throw new CheckpointException(
          index, null, "names the shard %s, which is missing".formatted(shard.getFileName()));
    }
    return SafetensorsFile.open(shard);
  }

  public Path origin() {
    return origin;
  }

  public boolean contains(String tensor) {
    return byTensor.containsKey(tensor);
  }

  /** The entry of a tensor, or null when there is none. */
  public @Nullable TensorEntry find(String tensor) {
    SafetensorsFile file = byTensor.get(tensor);
    return file == null ? null : file.find(tensor);
  }

  /** The entry of a tensor that must be here with this shape and a weight's type. */
  public TensorEntry require(String tensor, List<Long> shape) {
    SafetensorsFile file = byTensor.get(tensor);
    TensorEntry entry = file == null ? null : file.find(tensor);
    if (file == null || entry == null) {
      throw new CheckpointException(origin, tensor, "is missing");
    }
    if (!entry.shape().equals(shape)) {
      throw new CheckpointException(
          file.path(),
          tensor,
          "has shape %s where the configuration needs %s".formatted(entry.shape(), shape));
    }
    if (!entry.type().isWeight()) {
      throw new CheckpointException(
          file.path(), tensor, "has type %s; F32, F16 and BF16 are read".formatted(entry.type()));
    }
    return entry;
  }

  /** The bytes of a tensor that {@link #require} has accepted. */
  public ByteBuffer map(TensorEntry entry) {
    SafetensorsFile file = byTensor.get(entry.name());
    if (file == null) {
      throw new CheckpointException(origin, entry.name(), "is missing");
    }
    return file.map(entry);
  }
}
