package dev.signalbox.classifier.training;

import dev.signalbox.classifier.model.Logistic;

/**
 * Calibration in log-odds (Platt, 1999), drawn to the identity, and how far the calibrated
 * probability still is from the truth.
 *
 * @param spread root mean square distance over ten equal bins, less what chance alone explains,
 *     plus a floor
 */
record Platt(double slope, double offset, double spread) {
  private static final double PRECISION = 10;
  private static final double SPREAD_FLOOR = 0.03;
  private static final int BINS = 10;

  static Platt fit(double[] raw, double[] score) {
    double slope = 1;
    double offset = 0;
    for (int round = 0; round < 25; round++) {
      double g0 = -PRECISION * (slope - 1);
      double g1 = -PRECISION * offset;
      double h00 = PRECISION;
      double h01 = 0;
      double h11 = PRECISION;
      for (int i = 0; i < raw.length; i++) {
        double x = Logistic.logit(raw[i]);
        double p = Logistic.of(slope * x + offset);
        double w = p * (1 - p);
        g0 += (score[i] - p) * x;
        g1 += score[i] - p;
        h00 += w * x * x;
        h01 += w * x;
        h11 += w;
      }
      double det = h00 * h11 - h01 * h01;
      slope += (h11 * g0 - h01 * g1) / det;
      offset += (h00 * g1 - h01 * g0) / det;
    }
    return new Platt(slope, offset, spread(raw, score, slope, offset));
  }

  private static double spread(double[] raw, double[] score, double slope, double offset) {
    double excess = 0;
    int bins = 0;
    for (double[] bin : Calibration.bins(calibrated(raw, slope, offset), score, BINS)) {
      double gap = bin[0] - bin[1];
      excess += gap * gap - bin[1] * (1 - bin[1]) / bin[2];
      bins++;
    }
    return Math.sqrt(Math.max(0, excess / Math.max(1, bins)) + SPREAD_FLOOR * SPREAD_FLOOR);
  }

  private static double[] calibrated(double[] raw, double slope, double offset) {
    double[] p = new double[raw.length];
    for (int i = 0; i < p.length; i++) {
      p[i] = Logistic.of(slope * Logistic.logit(raw[i]) + offset);
    }
    return p;
  }
}
