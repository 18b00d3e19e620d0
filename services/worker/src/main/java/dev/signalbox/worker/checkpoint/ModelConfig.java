package dev.signalbox.worker.checkpoint;

import java.util.List;

/**
 * What a folder's {@code config.json} and {@code generation_config.json} say, defaults filled in.
 *
 * @param scaleFactor patches along a side that become one token
 * @param imageToken id that marks a picture's place in a prompt
 * @param tiedHead whether the head reuses the embedding when there is no head of its own
 * @param stopTokens ids that end an answer
 */
public record ModelConfig(
    TextConfig text,
    VisionConfig vision,
    int scaleFactor,
    long imageToken,
    boolean tiedHead,
    List<Long> stopTokens) {
  public ModelConfig {
    stopTokens = List.copyOf(stopTokens);
  }

  /** Tokens that one tile becomes. */
  public int tokensPerTile() {
    int side = vision.patchSide() / scaleFactor;
    return side * side;
  }
}
