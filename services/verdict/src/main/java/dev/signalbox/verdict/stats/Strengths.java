package dev.signalbox.verdict.stats;

/**
 * Fitted log-strengths, which sum to zero, and the covariance of their estimates. The first of two
 * items wins with probability {@code 1 / (1 + exp(second - first))}.
 */
public final class Strengths {
  private final double[] log;
  private final SymmetricMatrix covariance;

  Strengths(double[] log, SymmetricMatrix covariance) {
    this.log = log.clone();
    this.covariance = covariance;
  }

  public int items() {
    return log.length;
  }

  /** Natural log-strength; the mean over the items is 0. */
  public double log(int item) {
    return log[item];
  }

  /** Standard error of {@link #log(int)}. */
  public double standardError(int item) {
    return Math.sqrt(Math.max(0, covariance.get(item, item)));
  }

  /** Standard error of the difference of two log-strengths; 0 for an item and itself. */
  public double standardError(int item, int other) {
    double variance =
        covariance.get(item, item) + covariance.get(other, other) - 2 * covariance.get(item, other);
    return item == other ? 0 : Math.sqrt(Math.max(0, variance));
  }

  /** Probability that {@code item} wins against {@code other}. */
  public double winProbability(int item, int other) {
    return BradleyTerry.logistic(log[item] - log[other]);
  }
}
