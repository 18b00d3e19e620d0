package dev.signalbox.classifier.training;

import java.util.Map;

/**
 * One prompt with its graded answers.
 *
 * @param table which of the files it came from
 * @param label benchmark and category, for what the reader learns to recognise; never needed at
 *     prediction
 * @param scores by model, in [0,1]
 * @param inputTokens of the prompt
 * @param outputTokens by model where known
 * @param costUsd by model where known
 */
public record OutcomeRow(
    int table,
    String id,
    String prompt,
    boolean hasImage,
    String benchmark,
    String label,
    boolean excluded,
    Map<String, Double> scores,
    double inputTokens,
    Map<String, Double> outputTokens,
    Map<String, Double> costUsd) {
  static final double CHARACTERS_PER_TOKEN = 4;

  /** Of the first file, with a prompt of a token for four characters. */
  public OutcomeRow(
      String id,
      String prompt,
      boolean hasImage,
      String benchmark,
      String label,
      boolean excluded,
      Map<String, Double> scores,
      Map<String, Double> outputTokens,
      Map<String, Double> costUsd) {
    this(
        0,
        id,
        prompt,
        hasImage,
        benchmark,
        label,
        excluded,
        scores,
        prompt.length() / CHARACTERS_PER_TOKEN,
        outputTokens,
        costUsd);
  }

  OutcomeRow withLabel(String other) {
    return new OutcomeRow(
        table,
        id,
        prompt,
        hasImage,
        benchmark,
        other,
        excluded,
        scores,
        inputTokens,
        outputTokens,
        costUsd);
  }
}
