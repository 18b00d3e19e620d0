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
 * TensorNames} order and {@code pack_*} puts those added since the last one in place, {@code see}
 * runs the vision tower, {@code connect} the connector, {@code step} any mix of prompt chunks and
 * single tokens of many sequences at once. The sequences' rows lie one after another; {@code
 * caches[j]} is [layers, 2, key-value heads, capacity, head size] and is written in place from
 * {@code starts[j]} on. The residual stream, norms, rotation and attention of the text model are
 * float32 in every precision.
 */
public final class ModelProgram {
  private static final String TYPE = "Model";

  /** Steps of an 8-bit number on either side of its zero. */
  private static final int LEVELS = 127;

  private static final int HEADS_TOGETHER = 4;

  private ModelProgram() {}

  /**
   * The archive to load for this shape.
   *
   * @throws IllegalArgumentException when these kernels lack that precision, or the place those
   *     kernels
   */
  public static byte[] archive(
      ModelConfig config, Precision precision, Kernels kernels, Place place) {
    if (precision == Precision.INT8 && kernels == Kernels.PLAIN) {
      throw new IllegalArgumentException(
          "int8 needs an x86-64 processor with AVX-512 and runs on no CUDA device; choose bf16 or fp32");
    }
    if (place == Place.CUDA && kernels.isPacked()) {
      throw new IllegalArgumentException("oneDNN's packed products run on processors only");
    }
    return ScriptArchive.write(
        TYPE,
        source(config, precision, kernels, place),
        List.of("fresh", "vision", "text", "tables"),
        isVnni(precision, kernels) ? List.of("products") : List.of());
  }

  /** The source with the shape's constants filled in. */
  static String source(ModelConfig config, Precision precision, Kernels kernels, Place place) {
    String source =
        part("model")
            .replace("@PLACE@\n", part(place.part()))
            .replace("@PRODUCT_LIST@\n", isVnni(precision, kernels) ? part("products-vnni") : "")
            .replace("@PRODUCTS@\n", part(kernels.isPacked() ? "packed" : "plain"))
            .replace("@DENSE@\n", dense(precision, kernels));
    // libtorch's fused attention is slower here than bfloat16 products, and exact in float32.
    source =
        source.replace(
            "@GAZE@\n", part(precision == Precision.FP32 ? "gaze-float" : "gaze-bfloat16"));
    for (Map.Entry<String, String> constant : constants(config, precision, kernels).entrySet()) {
      source = source.replace("@" + constant.getKey() + "@", constant.getValue());
    }
    return source;
  }

  private static boolean isVnni(Precision precision, Kernels kernels) {
    return precision == Precision.INT8 && kernels == Kernels.VNNI;
  }

  private static String dense(Precision precision, Kernels kernels) {
    if (precision != Precision.INT8) {
      return part("dense-float");
    }
    return part(kernels == Kernels.VNNI ? "dense-vnni" : "dense-int8") + part("scaled");
  }

  private static Map<String, String> constants(
      ModelConfig config, Precision precision, Kernels kernels) {
    VisionConfig vision = config.vision();
    TextConfig text = config.text();
    Map<String, String> values = new LinkedHashMap<>();
    values.put("PATCH", whole(vision.patchSize()));
    values.put("V_LAYERS", whole(vision.layers()));
    values.put("V_HIDDEN", whole(vision.hidden()));
    values.put("V_HEADS", whole(vision.heads()));
    values.put("V_HEAD", whole(vision.hidden() / vision.heads()));
    int together = together(vision.heads(), kernels);
    values.put("V_PART", whole(together));
    values.put("V_PARTS", whole(vision.heads() / together));
    values.put("V_SCALE", real(1 / Math.sqrt((double) vision.hidden() / vision.heads())));
    values.put("V_EPS", real(vision.epsilon()));
    values.put("GRID", whole(vision.patchSide() / config.scaleFactor()));
    values.put("SCALE", whole(config.scaleFactor()));
    values.put("TILE_TOKENS", whole(config.tokensPerTile()));
    values.put("SHUFFLED", whole(vision.hidden() * config.scaleFactor() * config.scaleFactor()));
    values.put("LAYERS", whole(text.layers()));
    values.put("HIDDEN", whole(text.hidden()));
    values.put("PER_HIDDEN", real(1.0 / text.hidden()));
    values.put("HEADS", whole(text.heads()));
    values.put("KV_HEADS", whole(text.keyValueHeads()));
    values.put("GROUP", whole(text.heads() / text.keyValueHeads()));
    values.put("HEAD", whole(text.headSize()));
    values.put("HALF", whole(text.headSize() / 2));
    values.put("Q_WIDTH", whole(text.heads() * text.headSize()));
    values.put("QK_HEADS", whole(text.heads() + text.keyValueHeads()));
    values.put("ALL_HEADS", whole(text.heads() + 2 * text.keyValueHeads()));
    values.put("INNER", whole(text.intermediate()));
    values.put("INNER2", whole(2 * text.intermediate()));
    values.put("EPS", real(text.epsilon()));
    values.put("THETA", real(text.ropeTheta()));
    values.put("TYPE", whole(precision.type()));
    values.put("LEVEL", real(1.0 / LEVELS));
    // A layer's list: norm, query-key-value, out, norm, gate-up, down. An 8-bit weight has two more
    // entries with oneDNN's products and none with FBGEMM's, which have a list of their own.
    int width = precision != Precision.INT8 ? 1 : kernels == Kernels.VNNI ? 0 : 3;
    values.put("STRIDE", whole(2 + 4 * width));
    values.put("AT_OUT", whole(1 + width));
    values.put("AT_NORM", whole(1 + 2 * width));
    values.put("AT_UP", whole(2 + 2 * width));
    values.put("AT_DOWN", whole(2 + 3 * width));
    return values;
  }

  /**
   * Vision heads whose scores exist at a time, a divisor of all: those of all twelve are 50 MB (ADR
   * 0197). A GPU takes all.
   */
  private static int together(int heads, Kernels kernels) {
    int most = kernels.isPacked() ? Math.min(heads, HEADS_TOGETHER) : heads;
    while (heads % most != 0) {
      most--;
    }
    return most;
  }

  private static String whole(int value) {
    return Integer.toString(value);
  }

  /** A Python float literal, never an int. */
  private static String real(double value) {
    return Double.toString(value).replace('E', 'e');
  }

  private static String part(String name) {
    String file = name + ".py.txt";
    try (InputStream in = ModelProgram.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException(file + " is not in the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
