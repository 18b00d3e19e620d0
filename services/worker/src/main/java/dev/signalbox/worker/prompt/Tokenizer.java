package dev.signalbox.worker.prompt;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.worker.checkpoint.CheckpointException;
import dev.signalbox.worker.checkpoint.JsonFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A folder's {@code tokenizer.json}; thread-safe. */
public final class Tokenizer implements AutoCloseable {
  static {
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("OPT_OUT_TRACKING", "true");
  }

  private final HuggingFaceTokenizer tokenizer;
  private final List<String> controls;

  private Tokenizer(HuggingFaceTokenizer tokenizer, List<String> controls) {
    this.tokenizer = tokenizer;
    this.controls = controls;
  }

  /** Loads the tokenizer; never truncates, pads or adds a token of its own. */
  public static Tokenizer read(Path folder) {
    Path file = folder.resolve("tokenizer.json");
    if (!Files.isRegularFile(file)) {
      throw new CheckpointException(folder, "tokenizer.json", "is missing");
    }
    List<String> controls = new ArrayList<>();
    for (JsonNode token : JsonFile.read(file).path("added_tokens")) {
      controls.add(token.path("content").asText());
    }
    try {
      HuggingFaceTokenizer tokenizer =
          HuggingFaceTokenizer.newInstance(
              file, Map.of("addSpecialTokens", "false", "truncation", "false", "padding", "false"));
      return new Tokenizer(tokenizer, List.copyOf(controls));
    } catch (IOException | RuntimeException e) {
      // The native library reports a bad file as a bare RuntimeException.
      throw new CheckpointException(file, null, "is no tokenizer: " + e.getMessage(), e);
    }
  }

  /** Ids of a text, control tokens recognised. */
  public long[] encode(String text) {
    return tokenizer.encode(text, false, false).getIds();
  }

  /** Text of ids, control tokens left out. */
  public String decode(long[] ids) {
    return tokenizer.decode(ids, true);
  }

  /** Strings that the tokenizer turns into one token wherever they stand. */
  List<String> controls() {
    return controls;
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
