package dev.signalbox.worker.program;

import dev.signalbox.worker.checkpoint.ModelConfig;
import dev.signalbox.worker.checkpoint.TextConfig;
import dev.signalbox.worker.checkpoint.VisionConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The TorchScript of a checkpoint's shape. Methods: {@code add} takes one weight in {@code
 * TensorNames} order, {@code seal} ends that, {@code see} runs the vision tower, {@code connect}
 * the connector, {@code step} any mix of prompt chunks and single tokens of many sequences at once.
 * The sequences' rows lie one after another; {@code caches[j]} is [layers, 2, key-value heads,
 * capacity, head size] and is written in place from {@code starts[j]} on.
 */
public final class ModelProgram {
  private static final String TYPE = "Model";

  private ModelProgram() {}

  /** The archive to load for this shape. */
  public static byte[] archive(ModelConfig config) {
    return ScriptArchive.write(TYPE, source(config), List.of("vision", "text", "tables"));
  }

  /** The source with the shape's constants filled in. */
  static String source(ModelConfig config) {
    String source = template();
    for (Map.Entry<String, String> constant : constants(config).entrySet()) {
      source = source.replace("@" + constant.getKey() + "@", constant.getValue());
    }
    return source;
  }

  private static Map<String, String> constants(ModelConfig config) {
    VisionConfig vision = config.vision();
    TextConfig text = config.text();
    Map<String, String> values = new LinkedHashMap<>();
    values.put("PATCH", whole(vision.patchSize()));
    values.put("V_LAYERS", whole(vision.layers()));
    values.put("V_HIDDEN", whole(vision.hidden()));
    values.put("V_HEADS", whole(vision.heads()));
    values.put("V_HEAD", whole(vision.hidden() / vision.heads()));
    values.put("V_EPS", real(vision.epsilon()));
    values.put("GRID", whole(vision.patchSide() / config.scaleFactor()));
    values.put("SCALE", whole(config.scaleFactor()));
    values.put("TILE_TOKENS", whole(config.tokensPerTile()));
    values.put("SHUFFLED", whole(vision.hidden() * config.scaleFactor() * config.scaleFactor()));
    values.put("LAYERS", whole(text.layers()));
    values.put("HIDDEN", whole(text.hidden()));
    values.put("HEADS", whole(text.heads()));
    values.put("KV_HEADS", whole(text.keyValueHeads()));
    values.put("GROUP", whole(text.heads() / text.keyValueHeads()));
    values.put("HEAD", whole(text.headSize()));
    values.put("HALF", whole(text.headSize() / 2));
    values.put("Q_WIDTH", whole(text.heads() * text.headSize()));
    values.put("EPS", real(text.epsilon()));
    values.put("THETA", real(text.ropeTheta()));
    return values;
  }

  private static String whole(int value) {
    return Integer.toString(value);
  }

  /** A Python float literal, never an int. */
  private static String real(double value) {
    return Double.toString(value).replace('E', 'e');
  }

  private static String template() {
    try (InputStream in = ModelProgram.class.getResourceAsStream("model.py.txt")) {
      if (in == null) {
        throw new IllegalStateException("model.py.txt is not in the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
