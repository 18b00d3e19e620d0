package dev.signalbox.classifier.model;

/**
 * Operating points, chosen on validation: in each mode the model with the largest {@code
 * probability - weight x cost / unit} is taken.
 *
 * @param weights by {@link Mode#ordinal()}
 * @param unitUsd mean cost of a request on the best single model
 */
public record Operating(double[] weights, double unitUsd) {

  /** What a dollar counts in a mode. */
  @SuppressWarnings("EnumOrdinal") // the file holds the weights in the modes' declared order
  public double weight(Mode mode) {
    return weights[mode.ordinal()];
  }

  /** Place of the model to take; costs in USD. The first of equals wins. */
  public int choose(Mode mode, double[] probability, double[] costUsd) {
    return choose(weight(mode), probability, costUsd);
  }

  public int choose(double weight, double[] probability, double[] costUsd) {
    int best = 0;
    double bestValue = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < probability.length; i++) {
      double value = probability[i] - weight * costUsd[i] / unitUsd;
      if (value > bestValue) {
        bestValue = value;
        best = i;
      }
    }
    return best;
  }
}
