package dev.signalbox.classifier.model;

/**
 * The common scale of abilities and difficulties (Rasch, 1960): the log-odds of a good answer are
 * ability minus difficulty.
 *
 * @param quantiles difficulty of the reference prompts at equally spaced quantiles, ascending
 * @param spread standard deviation of a prompt's difficulty about the one read from its text
 */
public record DifficultyScale(float[] quantiles, double spread) {
  private static final double WIDEST = 12;
  private static final int HALVINGS = 40;

  /** The ability at which a share {@code stated} of the reference prompts is answered well. */
  public double ability(double stated) {
    double share = Math.max(0.01, Math.min(0.99, stated));
    double low = -WIDEST;
    double high = WIDEST;
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (low + high) / 2;
      if (expected(middle) < share) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return (low + high) / 2;
  }

  /** The share of the reference prompts that an ability is expected to answer well. */
  public double expected(double ability) {
    double sum = 0;
    for (float difficulty : quantiles) {
      sum += Logistic.of(ability - difficulty);
    }
    return sum / quantiles.length;
  }

  public double quantile(double share) {
    double at = share * (quantiles.length - 1);
    int low = (int) Math.floor(at);
    int high = Math.min(quantiles.length - 1, low + 1);
    return quantiles[low] + (at - low) * (quantiles[high] - quantiles[low]);
  }

  /** Difficulty in [0,1]: 0.5 is the reference's median, small talk is near 0. */
  public double asShare(double difficulty) {
    double middle = quantile(0.5);
    double width = Math.max(0.2, quantile(0.9) - quantile(0.1));
    return Logistic.of(3.2 * (difficulty - middle) / width);
  }
}
