package dev.signalbox.worker.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.worker.checkpoint.ModelConfig;
import dev.signalbox.worker.checkpoint.TensorNames;
import dev.signalbox.worker.checkpoint.TextConfig;
import dev.signalbox.worker.checkpoint.VisionConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes a complete model folder of any shape with seeded random weights: costs what a real one
 * costs, answers nonsense.
 */
public final class RandomFolder {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int TILES_PER_SIDE = 4;
  private static final int BYTE_TOKENS = 256;
  private static final int ROWS = 6;
  private static final String TEMPLATE =
      "<|im_start|>{% for message in messages %}{{message['role'] | capitalize}}"
          + "{% if message['content'][0]['type'] == 'image' %}{{':'}}{% else %}{{': '}}{% endif %}"
          + "{% for line in message['content'] %}{% if line['type'] == 'text' %}{{line['text']}}"
          + "{% elif line['type'] == 'image' %}{{ '<image>' }}{% endif %}{% endfor %}<end_of_utterance>\n"
          + "{% endfor %}{% if add_generation_prompt %}{{ 'Assistant:' }}{% endif %}";

  /**
   * Tokens after the 256 bytes: newline pair, control tokens, row and column tokens; fits a
   * vocabulary of 320 or more.
   */
  private static final List<String> CONTROLS = controls();

  private RandomFolder() {}

  private static List<String> controls() {
    List<String> controls =
        new ArrayList<>(
            List.of(
                "<|im_start|>",
                "<|im_end|>",
                "<end_of_utterance>",
                "<fake_token_around_image>",
                "<global-img>",
                "<image>"));
    for (int row = 1; row <= ROWS; row++) {
      for (int column = 1; column <= ROWS; column++) {
        controls.add("<row_%d_col_%d>".formatted(row, column));
      }
    }
    return controls;
  }

  /** Id that a folder of this kind gives to {@code <image>}. */
  public static long imageToken() {
    return (long) BYTE_TOKENS + CONTROLS.indexOf("<image>");
  }

  /** Id that ends an answer. */
  public static long stopToken() {
    return (long) BYTE_TOKENS + CONTROLS.indexOf("<end_of_utterance>");
  }

  /** A shape of a few hundred kilobytes: 64-pixel tiles of 16 tokens. */
  public static ModelConfig tiny() {
    return new ModelConfig(
        new TextConfig(64, 128, 2, 4, 2, 16, 320, 1e-5, 100_000, 2048),
        new VisionConfig(32, 64, 2, 4, 64, 8, 1e-6),
        2,
        imageToken(),
        false,
        List.of(stopToken()));
  }

  /** The shape of SmolVLM2 256M. */
  public static ModelConfig shape256m() {
    return large(new TextConfig(576, 1536, 30, 9, 3, 64, 49_280, 1e-5, 100_000, 8192));
  }

  /** The shape of SmolVLM2 500M. */
  public static ModelConfig shape500m() {
    return large(new TextConfig(960, 2560, 32, 15, 5, 64, 49_280, 1e-5, 100_000, 8192));
  }

  private static ModelConfig large(TextConfig text) {
    return new ModelConfig(
        text,
        new VisionConfig(768, 3072, 12, 12, 512, 16, 1e-6),
        4,
        imageToken(),
        false,
        List.of(stopToken()));
  }

  /** Writes the folder; a tied head is left out. */
  public static void write(Path folder, ModelConfig config, long seed) throws IOException {
    Files.createDirectories(folder);
    json(folder.resolve("config.json"), configJson(config));
    json(
        folder.resolve("generation_config.json"),
        JSON.createObjectNode().put("eos_token_id", stopToken()).put("pad_token_id", stopToken()));
    json(folder.resolve("preprocessor_config.json"), preprocessor(config));
    json(
        folder.resolve("processor_config.json"),
        JSON.createObjectNode().put("image_seq_len", config.tokensPerTile()));
    json(
        folder.resolve("chat_template.json"),
        JSON.createObjectNode().put("chat_template", TEMPLATE));
    json(folder.resolve("tokenizer.json"), tokenizer());
    List<TensorNames.Expected> tensors = new ArrayList<>(TensorNames.vision(config));
    tensors.addAll(TensorNames.text(config));
    if (!config.tiedHead()) {
      tensors.add(TensorNames.head(config));
    }
    RandomWeights.write(folder.resolve("model.safetensors"), tensors, seed);
  }

  private static void json(Path file, ObjectNode node) throws IOException {
    Files.writeString(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(node));
  }

  private static ObjectNode configJson(ModelConfig config) {
    TextConfig text = config.text();
    VisionConfig vision = config.vision();
    ObjectNode root =
        JSON.createObjectNode()
            .put("model_type", "smolvlm")
            .put("image_token_id", config.imageToken())
            .put("scale_factor", config.scaleFactor())
            .put("tie_word_embeddings", config.tiedHead());
    root.putObject("text_config")
        .put("hidden_size", text.hidden())
        .put("intermediate_size", text.intermediate())
        .put("num_hidden_layers", text.layers())
        .put("num_attention_heads", text.heads())
        .put("num_key_value_heads", text.keyValueHeads())
        .put("head_dim", text.headSize())
        .put("vocab_size", text.vocabulary())
        .put("rms_norm_eps", text.epsilon())
        .put("rope_theta", text.ropeTheta())
        .put("tie_word_embeddings", config.tiedHead())
        .put("max_position_embeddings", text.maxPositions());
    root.putObject("vision_config")
        .put("hidden_size", vision.hidden())
        .put("intermediate_size", vision.intermediate())
        .put("num_hidden_layers", vision.layers())
        .put("num_attention_heads", vision.heads())
        .put("image_size", vision.imageSize())
        .put("patch_size", vision.patchSize())
        .put("layer_norm_eps", vision.epsilon());
    return root;
  }

  private static ObjectNode preprocessor(ModelConfig config) {
    int edge = config.vision().imageSize();
    ObjectNode root =
        JSON.createObjectNode()
            .put("do_image_splitting", true)
            .put("do_resize", true)
            .put("resample", 1)
            .put("rescale_factor", 1 / 255.0);
    root.putObject("size").put("longest_edge", edge * TILES_PER_SIDE);
    root.putObject("max_image_size").put("longest_edge", edge);
    root.putArray("image_mean").add(0.5).add(0.5).add(0.5);
    root.putArray("image_std").add(0.5).add(0.5).add(0.5);
    return root;
  }

  /** Byte-level BPE without merges: one token a byte, and the control tokens. */
  private static ObjectNode tokenizer() {
    ObjectNode root = JSON.createObjectNode().put("version", "1.0");
    ArrayNode added = root.putArray("added_tokens");
    for (int i = 0; i < CONTROLS.size(); i++) {
      added
          .addObject()
          .put("id", BYTE_TOKENS + i)
          .put("content", CONTROLS.get(i))
          .put("single_word", false)
          .put("lstrip", false)
          .put("rstrip", false)
          .put("normalized", false)
          .put("special", true);
    }
    ObjectNode before = root.putObject("pre_tokenizer").put("type", "Sequence");
    ArrayNode steps = before.putArray("pretokenizers");
    steps.addObject().put("type", "Digits").put("individual_digits", true);
    steps
        .addObject()
        .put("type", "ByteLevel")
        .put("add_prefix_space", false)
        .put("trim_offsets", true)
        .put("use_regex", true);
    root.putObject("decoder")
        .put("type", "ByteLevel")
        .put("add_prefix_space", true)
        .put("trim_offsets", true)
        .put("use_regex", true);
    ObjectNode model = root.putObject("model").put("type", "BPE");
    ObjectNode vocabulary = model.putObject("vocab");
    for (int value = 0; value < BYTE_TOKENS; value++) {
      vocabulary.put(byteSymbol(value), value);
    }
    for (int i = 0; i < CONTROLS.size(); i++) {
      vocabulary.put(CONTROLS.get(i), BYTE_TOKENS + i);
    }
    model.putArray("merges");
    return root;
  }

  /**
   * GPT-2's printable stand-in for a byte: itself when printable in Latin-1, else 256 and up in
   * order.
   */
  private static String byteSymbol(int value) {
    if (printable(value)) {
      return String.valueOf((char) value);
    }
    int rank = 0;
    for (int other = 0; other < value; other++) {
      rank += printable(other) ? 0 : 1;
    }
    return String.valueOf((char) (BYTE_TOKENS + rank));
  }

  private static boolean printable(int value) {
    return (value >= '!' && value <= '~') || (value >= 0xa1 && value <= 0xac) || value >= 0xae;
  }
}
