package dev.signalbox.worker.serving;

import dev.signalbox.worker.preprocess.RgbImage;
import dev.signalbox.worker.prompt.Prompt;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request that needs only the engine now.
 *
 * @param marks what each prompt row is, for the prefix cache: its token, or the hash of the
 *     picture's row
 * @param maxOutput most tokens of the answer
 * @param held the schema that the answer must satisfy, or null
 */
@SuppressWarnings("ArrayRecordComponent")
record Prepared(
    Prompt prompt,
    List<Picture> pictures,
    long[] marks,
    int maxOutput,
    SchemaAnswers.@Nullable Held held) {
  /**
   * A picture of the request.
   *
   * @param key hash of its encoded bytes and of how it is cut
   * @param tokens image tokens it becomes
   * @param tiles its tiles; empty when its embeddings are already cached, and then pinned
   */
  record Picture(String key, int tokens, List<RgbImage> tiles) {
    Picture {
      tiles = List.copyOf(tiles);
    }

    boolean cached() {
      return tiles.isEmpty();
    }
  }

  /** Rows of keys and values that the sequence needs at most. */
  int reservedTokens() {
    return prompt.tokens() + maxOutput;
  }
}
