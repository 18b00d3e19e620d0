package dev.signalbox.classifier.model;

/**
 * A model of the training's pool that has no outcomes there: it is placed by its ability, and what
 * is said of it is a prior.
 *
 * @param model its name in the pool
 * @param ability on the difficulty's scale (Rasch)
 * @param inputUsd price per million input tokens; negative when unknown
 * @param outputUsd price per million output tokens; negative when unknown
 */
public record Stated(String model, double ability, double inputUsd, double outputUsd) {
  /** An ability that was not learnt is worth this much standard deviation in log-odds. */
  public static final double SPREAD = 0.5;

  /** Output tokens of an answer that nobody measured. */
  public static final double TOKENS = 300;
}
