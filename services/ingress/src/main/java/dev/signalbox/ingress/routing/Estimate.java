package dev.signalbox.ingress.routing;

/**
 * The classifier's prediction for one model.
 *
 * @param success probability in [0,1] of a good answer
 * @param lower lower end of its interval
 * @param upper upper end of its interval
 * @param outputTokens expected length of the answer
 */
public record Estimate(
    double success, double lower, double upper, Basis basis, double outputTokens) {
  public Estimate {
    if (!(success >= 0 && success <= 1)) {
      throw new IllegalArgumentException("a probability is between 0 and 1: " + success);
    }
    if (!(outputTokens >= 0)) {
      throw new IllegalArgumentException("a length is not negative: " + outputTokens);
    }
  }
}
