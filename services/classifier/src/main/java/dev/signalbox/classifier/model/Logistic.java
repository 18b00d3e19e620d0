package dev.signalbox.classifier.model;

/** The logistic function and its inverse, kept away from 0 and 1. */
public final class Logistic {
  private static final double EDGE = 0.005;

  private Logistic() {}

  public static double of(double logOdds) {
    return 1 / (1 + Math.exp(-logOdds));
  }

  /** Log-odds; the probability is first clipped to [0.005, 0.995]. */
  public static double logit(double probability) {
    double p = Math.max(EDGE, Math.min(1 - EDGE, probability));
    return Math.log(p / (1 - p));
  }

  /** The mean of a logistic over a normal spread of its argument, after MacKay (1992). */
  public static double mean(double odds, double spread) {
    return of(odds / Math.sqrt(1 + Math.PI * spread * spread / 8));
  }
}
