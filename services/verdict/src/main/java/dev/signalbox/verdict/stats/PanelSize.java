package dev.signalbox.verdict.stats;

/** How many independent judges a panel of correlated ones is worth. */
public final class PanelSize {
  private PanelSize() {}

  /**
   * Kish's effective size {@code n / (1 + (n - 1) r)}, r the mean correlation of two judges over
   * the units that both rated (L. Kish, Survey Sampling, 1965, section 5.4). Judges who disagree
   * more than by chance count as independent, not as more than they are.
   *
   * @param ratings one row for each judge, one column for each unit; NaN where there is no rating
   * @return from 1 to the number of judges; NaN when no two judges share three units with variety
   */
  public static double effective(double[][] ratings) {
    double sum = 0;
    int pairs = 0;
    for (int a = 0; a < ratings.length; a++) {
      for (int b = 0; b < a; b++) {
        double r = correlation(ratings[a], ratings[b]);
        if (!Double.isNaN(r)) {
          sum += r;
          pairs++;
        }
      }
    }
    if (pairs == 0) {
      return Double.NaN;
    }
    double n = ratings.length;
    return n / (1 + (n - 1) * Math.clamp(sum / pairs, 0, 1));
  }

  private static double correlation(double[] a, double[] b) {
    int n = 0;
    double sumA = 0;
    double sumB = 0;
    for (int i = 0; i < a.length; i++) {
      if (!Double.isNaN(a[i]) && !Double.isNaN(b[i])) {
        n++;
        sumA += a[i];
        sumB += b[i];
      }
    }
    if (n < 3) {
      return Double.NaN;
    }
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (int i = 0; i < a.length; i++) {
      if (!Double.isNaN(a[i]) && !Double.isNaN(b[i])) {
        double da = a[i] - sumA / n;
        double db = b[i] - sumB / n;
        ab += da * db;
        aa += da * da;
        bb += db * db;
      }
    }
    return aa == 0 || bb == 0 ? Double.NaN : ab / Math.sqrt(aa * bb);
  }
}
