package dev.signalbox.classifier.model;

/**
 * A model to estimate.
 *
 * @param model its name in the pool
 * @param gradedAs its name in the training data; empty when it has none
 * @param ability stated, in [0,1]
 * @param inputUsd price per million input tokens; negative when not stated
 * @param outputUsd price per million output tokens; negative when not stated
 */
public record Candidate(
    String model, String gradedAs, double ability, double inputUsd, double outputUsd) {

  /** Without stated prices. */
  public Candidate(String model, String gradedAs, double ability) {
    this(model, gradedAs, ability, -1, -1);
  }
}
