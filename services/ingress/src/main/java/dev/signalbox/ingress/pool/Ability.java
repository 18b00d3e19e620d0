package dev.signalbox.ingress.pool;

/**
 * How good a model is said to be while nothing is known from outcomes.
 *
 * @param gradedAs name under which the classifier's training data graded the model; empty when it
 *     did not
 * @param text share of a reference set of text requests answered well, in [0,1]
 * @param vision the same for requests with pictures; 0 for a model without pictures
 */
public record Ability(String gradedAs, double text, double vision) {
  /** The ability that counts for a request with or without pictures. */
  public double forRequest(boolean hasImages) {
    return hasImages ? vision : text;
  }
}
