package dev.signalbox.verdict.stats;

import java.util.Arrays;

/**
 * Krippendorff's alpha by coincidences; any number of raters, missing ratings allowed (K.
 * Krippendorff, Computing Krippendorff's Alpha-Reliability, 2011).
 */
public final class KrippendorffAlpha {
  private KrippendorffAlpha() {}

  /** How far apart two ratings are. */
  public enum Level {
    /** Equal or not. */
    NOMINAL,
    /** By the ranks between them. */
    ORDINAL,
    /** By their squared difference. */
    INTERVAL
  }

  /**
   * Alpha of a table of ratings.
   *
   * @param ratings one row for each rater, one column for each unit; NaN where there is no rating
   * @return 1 for full agreement, 0 for chance; NaN when there is nothing to compare or no variety
   * @throws IllegalArgumentException when rows differ in length
   */
  public static double of(double[][] ratings, Level level) {
    double[] values =
        Arrays.stream(ratings)
            .flatMapToDouble(Arrays::stream)
            .filter(value -> !Double.isNaN(value))
            .distinct()
            .sorted()
            .toArray();
    double[][] coincidences = coincidences(ratings, values);
    double[] totals = new double[values.length];
    double all = 0;
    for (int c = 0; c < values.length; c++) {
      for (int k = 0; k < values.length; k++) {
        totals[c] += coincidences[c][k];
      }
      all += totals[c];
    }
    double observed = 0;
    double expected = 0;
    for (int c = 0; c < values.length; c++) {
      for (int k = 0; k < values.length; k++) {
        double distance = distance(level, values, totals, c, k);
        observed += coincidences[c][k] * distance;
        expected += totals[c] * totals[k] * distance;
      }
    }
    return expected == 0 ? Double.NaN : 1 - (all - 1) * observed / expected;
  }

  private static double[][] coincidences(double[][] ratings, double[] values) {
    double[][] coincidences = new double[values.length][values.length];
    int units = ratings.length == 0 ? 0 : ratings[0].length;
    for (int unit = 0; unit < units; unit++) {
      double[] counts = new double[values.length];
      int rated = 0;
      for (double[] rater : ratings) {
        if (rater.length != units) {
          throw new IllegalArgumentException("each rater has the same units");
        }
        if (!Double.isNaN(rater[unit])) {
          counts[Arrays.binarySearch(values, rater[unit])]++;
          rated++;
        }
      }
      if (rated < 2) {
        continue;
      }
      for (int c = 0; c < values.length; c++) {
        for (int k = 0; k < values.length; k++) {
          double pairs = counts[c] * (c == k ? counts[k] - 1 : counts[k]);
          coincidences[c][k] += pairs / (rated - 1);
        }
      }
    }
    return coincidences;
  }

  private static double distance(Level level, double[] values, double[] totals, int c, int k) {
    return switch (level) {
      case NOMINAL -> c == k ? 0 : 1;
      case INTERVAL -> (values[c] - values[k]) * (values[c] - values[k]);
      case ORDINAL -> {
        double ranks = -(totals[c] + totals[k]) / 2;
        for (int g = Math.min(c, k); g <= Math.max(c, k); g++) {
          ranks += totals[g];
        }
        yield c == k ? 0 : ranks * ranks;
      }
    };
  }
}
