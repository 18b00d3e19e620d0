package dev.signalbox.worker.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads {@code config.json}. Writers omit every key that equals its class's default, so the
 * defaults here are the reference classes' own (LlamaConfig, SmolVLMVisionConfig), not those of any
 * checkpoint. Theta of the rotary frequencies is the exception: absent from both of its places it
 * is refused.
 */
public final class ConfigReader {
  private final Path file;

  private ConfigReader(Path file) {
    this.file = file;
  }

  /** The configuration of a model folder. */
  public static ModelConfig read(Path folder) {
    Path file = folder.resolve("config.json");
    if (!Files.isRegularFile(file)) {
      throw new CheckpointException(folder, "config.json", "is missing");
    }
    return new ConfigReader(file).model(JsonFile.read(file), folder);
  }

  private ModelConfig model(JsonNode root, Path folder) {
    String type = root.path("model_type").asText("");
    if (!type.equals("smolvlm") && !type.equals("idefics3")) {
      throw refuse("model_type", "is '%s'; smolvlm and idefics3 are served".formatted(type));
    }
    JsonNode textNode = root.path("text_config");
    TextConfig text = text(textNode);
    VisionConfig vision = vision(root.path("vision_config"));
    int scaleFactor = positive(root, "scale_factor", 2);
    if (vision.patchSide() % scaleFactor != 0) {
      throw refuse(
          "scale_factor",
          "%d does not divide the %d patches of a side".formatted(scaleFactor, vision.patchSide()));
    }
    long imageToken = integer(root, "image_token_id", 128257);
    if (imageToken < 0 || imageToken >= text.vocabulary()) {
      throw refuse(
          "image_token_id",
          "%d is outside the vocabulary of %d".formatted(imageToken, text.vocabulary()));
    }
    // The reference asks the text model's flag: with the outer one alone a head of its own counts.
    boolean tied = textNode.path("tie_word_embeddings").asBoolean(false);
    return new ModelConfig(
        text, vision, scaleFactor, imageToken, tied, stopTokens(folder, root, textNode));
  }

  private TextConfig text(JsonNode node) {
    expect(node, "hidden_act", "silu");
    for (String bias : List.of("attention_bias", "mlp_bias")) {
      if (node.path(bias).asBoolean(false)) {
        throw refuse("text_config." + bias, "is true; text models with biases are not served");
      }
    }
    int hidden = positive(node, "hidden_size", 4096);
    int heads = positive(node, "num_attention_heads", 32);
    int keyValueHeads = positive(node, "num_key_value_heads", heads);
    int headSize = positive(node, "head_dim", hidden / heads);
    if (heads % keyValueHeads != 0 || headSize % 2 != 0) {
      throw refuse(
          "text_config",
          "has %d heads, %d key-value heads of size %d, which do not fit together"
              .formatted(heads, keyValueHeads, headSize));
    }
    return new TextConfig(
        hidden,
        positive(node, "intermediate_size", 11008),
        positive(node, "num_hidden_layers", 32),
        heads,
        keyValueHeads,
        headSize,
        positive(node, "vocab_size", 32000),
        number(node, "rms_norm_eps", 1e-6),
        theta(node),
        positive(node, "max_position_embeddings", 2048));
  }

  private VisionConfig vision(JsonNode node) {
    expect(node, "hidden_act", "gelu_pytorch_tanh");
    if (integer(node, "num_channels", 3) != 3) {
      throw refuse("vision_config.num_channels", "is not 3");
    }
    VisionConfig vision =
        new VisionConfig(
            positive(node, "hidden_size", 1152),
            positive(node, "intermediate_size", 3072),
            positive(node, "num_hidden_layers", 12),
            positive(node, "num_attention_heads", 16),
            positive(node, "image_size", 224),
            positive(node, "patch_size", 32),
            number(node, "layer_norm_eps", 1e-6));
    if (vision.hidden() % vision.heads() != 0 || vision.patchSide() < 1) {
      throw refuse("vision_config", "has sizes that do not fit together");
    }
    return vision;
  }

  /** Either {@code rope_theta} or, since transformers 5, {@code rope_parameters.rope_theta}. */
  private double theta(JsonNode text) {
    JsonNode parameters = text.path("rope_parameters");
    JsonNode scaling = text.path("rope_scaling");
    for (JsonNode kind : List.of(parameters, scaling)) {
      String type = kind.path("rope_type").asText(kind.path("type").asText("default"));
      if (!type.equals("default")) {
        throw refuse(
            "text_config.rope", "has the scaling '%s', which is not served".formatted(type));
      }
    }
    JsonNode theta =
        text.path("rope_theta").isNumber()
            ? text.path("rope_theta")
            : parameters.path("rope_theta");
    if (!theta.isNumber() || theta.doubleValue() <= 0) {
      throw refuse(
          "text_config.rope_theta",
          "is in neither of its places (rope_theta, rope_parameters.rope_theta); no checkpoint of this family"
              + " was trained with the class's default of 10000, so write it there if this one was");
    }
    return theta.doubleValue();
  }

  private static List<Long> stopTokens(Path folder, JsonNode root, JsonNode text) {
    JsonNode generation = JsonFile.readIfPresent(folder.resolve("generation_config.json"));
    List<Long> ids = new ArrayList<>();
    for (JsonNode source : List.of(generation, root, text)) {
      JsonNode eos = source.path("eos_token_id");
      if (eos.isIntegralNumber()) {
        ids.add(eos.longValue());
      } else if (eos.isArray()) {
        eos.forEach(id -> ids.add(id.longValue()));
      }
      if (!ids.isEmpty()) {
        return ids;
      }
    }
    return ids;
  }

  private void expect(JsonNode node, String key, String only) {
    String value = node.path(key).asText(only);
    if (!value.equals(only)) {
      throw refuse(key, "is '%s'; only '%s' is served".formatted(value, only));
    }
  }

  private int positive(JsonNode node, String key, int otherwise) {
    long value = integer(node, key, otherwise);
    if (value < 1 || value > 1 << 24) {
      throw refuse(key, "is %d".formatted(value));
    }
    return (int) value;
  }

  private long integer(JsonNode node, String key, long otherwise) {
    JsonNode value = node.path(key);
    if (value.isMissingNode() || value.isNull()) {
      return otherwise;
    }
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw refuse(key, "is not a whole number");
    }
    return value.longValue();
  }

  private double number(JsonNode node, String key, double otherwise) {
    JsonNode value = node.path(key);
    if (value.isMissingNode() || value.isNull()) {
      return otherwise;
    }
    if (!value.isNumber()) {
      throw refuse(key, "is not a number");
    }
    return value.doubleValue();
  }

  private CheckpointException refuse(String key, String reason) {
    return new CheckpointException(file, key, reason);
  }
}
