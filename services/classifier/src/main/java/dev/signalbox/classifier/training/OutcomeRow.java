package dev.signalbox.classifier.training;

import java.util.Map;

/**
 * One prompt with its graded answers.
 *
 * @param label benchmark and category, for what the reader learns to recognise; never needed at
 *     prediction
 * @param scores by model, in [0,1]
 * @param outputTokens by model where known
 * @param costUsd by model where known
 */
public record OutcomeRow(
    String id,
    String prompt,
    boolean hasImage,
    String benchmark,
    String label,
    boolean excluded,
    Map<String, Double> scores,
    Map<String, Double> outputTokens,
    Map<String, Double> costUsd) {
  static final double CHARACTERS_PER_TOKEN = 4;

  public double inputTokens() {
    return prompt.length() / CHARACTERS_PER_TOKEN;
  }
}
