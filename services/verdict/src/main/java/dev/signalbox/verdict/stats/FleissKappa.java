package dev.signalbox.verdict.stats;

/**
 * Agreement of a fixed number of raters beyond chance (J. L. Fleiss, Psychol. Bull. 76 (1971)
 * 378-382), with the test of no agreement by J. L. Fleiss, J. C. M. Nee, J. R. Landis (Psychol.
 * Bull. 86 (1979) 974-977).
 *
 * @param kappa 1 for full agreement, 0 for chance; NaN when all ratings fall into one category
 * @param z kappa over its standard error under no agreement
 */
public record FleissKappa(double kappa, double z) {
  /**
   * Kappa of a table of counts.
   *
   * @param counts for each subject how many raters chose each category; each row has the same sum
   * @throws IllegalArgumentException for uneven rows or fewer than two raters
   */
  public static FleissKappa of(double[][] counts) {
    if (counts.length == 0) {
      throw new IllegalArgumentException("there are no subjects");
    }
    double raters = sum(counts[0]);
    if (!(raters > 1)) {
      throw new IllegalArgumentException("agreement needs two raters");
    }
    int subjects = counts.length;
    double[] shares = new double[counts[0].length];
    double agreement = 0;
    for (double[] row : counts) {
      if (row.length != shares.length || Math.abs(sum(row) - raters) > 1e-9 * raters) {
        throw new IllegalArgumentException("each subject has the same raters and categories");
      }
      double squares = 0;
      for (int k = 0; k < row.length; k++) {
        shares[k] += row[k] / (subjects * raters);
        squares += row[k] * row[k];
      }
      agreement += (squares - raters) / (raters * (raters - 1)) / subjects;
    }
    double chance = 0;
    double spread = 0;
    double skew = 0;
    for (double share : shares) {
      chance += share * share;
      spread += share * (1 - share);
      skew += share * (1 - share) * (1 - 2 * share);
    }
    double kappa = (agreement - chance) / (1 - chance);
    double error =
        Math.sqrt(2 * (spread * spread - skew) / (subjects * raters * (raters - 1))) / spread;
    return new FleissKappa(kappa, kappa / error);
  }

  private static double sum(double[] row) {
    double sum = 0;
    for (double value : row) {
      sum += value;
    }
    return sum;
  }
}
