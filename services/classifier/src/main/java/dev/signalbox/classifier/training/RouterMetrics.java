package dev.signalbox.classifier.training;

import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * RouteLLM's measures (Ong et al., 2024) of a router between a weak and a strong model: the
 * performance gap recovered as a function of the share of calls that go to the strong one, its mean
 * (APGR), and the share, in percent, needed to recover half and four fifths of the gap (CPT).
 */
record RouterMetrics(double apgr, double cpt50, double cpt80) {
  private static final int RESAMPLES = 1000;
  private static final double CONFIDENCE = 0.95;

  /**
   * Of calls sent to the strong model by falling {@code gain}. NaN when the strong model is not
   * better.
   */
  static RouterMetrics of(double[] gain, double[] weak, double[] strong) {
    int n = gain.length;
    int[] order =
        IntStream.range(0, n)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer i) -> -gain[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    double gap = 0;
    for (int i = 0; i < n; i++) {
      gap += strong[i] - weak[i];
    }
    if (gap <= 0) {
      return new RouterMetrics(Double.NaN, Double.NaN, Double.NaN);
    }
    double recovered = 0;
    double area = 0;
    double cpt50 = 100;
    double cpt80 = 100;
    boolean half = false;
    boolean most = false;
    for (int i = 0; i < n; i++) {
      double before = recovered;
      recovered += (strong[order[i]] - weak[order[i]]) / gap;
      area += (before + recovered) / 2 / n;
      if (!half && recovered >= 0.5) {
        half = true;
        cpt50 = 100.0 * (i + 1) / n;
      }
      if (!most && recovered >= 0.8) {
        most = true;
        cpt80 = 100.0 * (i + 1) / n;
      }
    }
    return new RouterMetrics(area, cpt50, cpt80);
  }

  /**
   * Lower end of the one-sided 95% bootstrap interval of a saving: one minus the ratio of two sums.
   */
  static double savingLowerBound(double[] routed, double[] reference, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] savings = new double[RESAMPLES];
    for (int b = 0; b < RESAMPLES; b++) {
      double spent = 0;
      double full = 0;
      for (int i = 0; i < routed.length; i++) {
        int j = random.nextInt(routed.length);
        spent += routed[j];
        full += reference[j];
      }
      savings[b] = 1 - spent / full;
    }
    java.util.Arrays.sort(savings);
    return savings[(int) ((1 - CONFIDENCE) * RESAMPLES)];
  }
}
