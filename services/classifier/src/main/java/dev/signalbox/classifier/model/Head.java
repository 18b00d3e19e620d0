package dev.signalbox.classifier.model;

/**
 * One model that has outcomes, inside its cohort.
 *
 * @param model name under which it was graded
 * @param baseRate share of its graded answers that were good
 * @param slope and {@code offset}: calibration in log-odds (Platt, 1999)
 * @param spread standard deviation of the calibrated probability about the truth, for the interval
 * @param ability on the difficulty's scale (Rasch)
 * @param outcomes graded answers seen
 * @param tokenFactor takes the expected logarithm of output tokens back to a mean
 * @param inputUsd price per million input tokens; negative when unknown
 * @param outputUsd price per million output tokens; negative when unknown
 */
public record Head(
    String model,
    double baseRate,
    double slope,
    double offset,
    double spread,
    double ability,
    int outcomes,
    double tokenFactor,
    double inputUsd,
    double outputUsd) {

  /** The calibrated probability of a raw score, inside (0,1). */
  public double calibrate(double raw) {
    return Logistic.of(slope * Logistic.logit(raw) + offset);
  }
}
