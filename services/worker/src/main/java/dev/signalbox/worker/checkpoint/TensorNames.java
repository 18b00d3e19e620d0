package dev.signalbox.worker.checkpoint;

import java.util.ArrayList;
import java.util.List;

/**
 * Names and shapes of every tensor that a configuration needs, in the order in which the program
 * keeps them.
 */
public final class TensorNames {
  /** A tensor that must exist. */
  public record Expected(String name, List<Long> shape) {
    public Expected {
      shape = List.copyOf(shape);
    }
  }

  private static final String VISION = "model.vision_model.";
  private static final String TEXT = "model.text_model.";

  /** The head of its own, absent from folders with a tied one. */
  public static final String HEAD = "lm_head.weight";

  private TensorNames() {}

  /**
   * Patch weight, bias, positions; 16 for each layer (norm, query, key, value, out, norm, fc1, fc2,
   * weight before bias); last norm; the connector's projection.
   */
  public static List<Expected> vision(ModelConfig config) {
    VisionConfig vision = config.vision();
    long hidden = vision.hidden();
    long patch = vision.patchSize();
    long side = vision.patchSide();
    List<Expected> all = new ArrayList<>();
    add(all, VISION + "embeddings.patch_embedding.weight", hidden, 3, patch, patch);
    add(all, VISION + "embeddings.patch_embedding.bias", hidden);
    add(all, VISION + "embeddings.position_embedding.weight", side * side, hidden);
    for (int i = 0; i < vision.layers(); i++) {
      String layer = VISION + "encoder.layers." + i + ".";
      pair(all, layer + "layer_norm1", hidden);
      for (String name : List.of("q_proj", "k_proj", "v_proj", "out_proj")) {
        pair(all, layer + "self_attn." + name, hidden, hidden);
      }
      pair(all, layer + "layer_norm2", hidden);
      pair(all, layer + "mlp.fc1", vision.intermediate(), hidden);
      pair(all, layer + "mlp.fc2", hidden, vision.intermediate());
    }
    pair(all, VISION + "post_layernorm", hidden);
    long factor = config.scaleFactor();
    add(
        all,
        "model.connector.modality_projection.proj.weight",
        config.text().hidden(),
        hidden * factor * factor);
    return all;
  }

  /**
   * Embedding; 9 for each layer (norm, query, key, value, out, norm, gate, up, down); last norm.
   * The head is apart.
   */
  public static List<Expected> text(ModelConfig config) {
    TextConfig text = config.text();
    long hidden = text.hidden();
    long queries = (long) text.heads() * text.headSize();
    long keys = (long) text.keyValueHeads() * text.headSize();
    List<Expected> all = new ArrayList<>();
    add(all, TEXT + "embed_tokens.weight", text.vocabulary(), hidden);
    for (int i = 0; i < text.layers(); i++) {
      String layer = TEXT + "layers." + i + ".";
      add(all, layer + "input_layernorm.weight", hidden);
      add(all, layer + "self_attn.q_proj.weight", queries, hidden);
      add(all, layer + "self_attn.k_proj.weight", keys, hidden);
      add(all, layer + "self_attn.v_proj.weight", keys, hidden);
      add(all, layer + "self_attn.o_proj.weight", hidden, queries);
      add(all, layer + "post_attention_layernorm.weight", hidden);
      add(all, layer + "mlp.gate_proj.weight", text.intermediate(), hidden);
      add(all, layer + "mlp.up_proj.weight", text.intermediate(), hidden);
      add(all, layer + "mlp.down_proj.weight", hidden, text.intermediate());
    }
    add(all, TEXT + "norm.weight", hidden);
    return all;
  }

  /** The head's own weight. */
  public static Expected head(ModelConfig config) {
    return new Expected(
        HEAD, List.of((long) config.text().vocabulary(), (long) config.text().hidden()));
  }

  private static void add(List<Expected> all, String name, long... shape) {
    all.add(new Expected(name, java.util.Arrays.stream(shape).boxed().toList()));
  }

  private static void pair(List<Expected> all, String name, long... shape) {
    add(all, name + ".weight", shape);
    add(all, name + ".bias", shape[0]);
  }
}
