package dev.signalbox.classifier.model;

/**
 * What is expected of one candidate. Probabilities in [0,1] with {@code lower <= success <= upper},
 * a 90% interval; tokens of output.
 *
 * @param fromOutcomes false when it is placed by ability against difficulty
 */
public record Estimate(
    String model,
    double success,
    double lower,
    double upper,
    boolean fromOutcomes,
    double outputTokens) {}
