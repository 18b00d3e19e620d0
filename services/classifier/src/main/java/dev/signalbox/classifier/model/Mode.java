package dev.signalbox.classifier.model;

import java.util.Locale;

/** The quality bands that the ingress serves. */
public enum Mode {
  /** The best answer that the best single model's budget buys. */
  QUALITY(0),
  /** Within one point of the best single model. */
  BALANCED(0.01),
  /** Within two points of it. */
  COST(0.02);

  private final double band;

  Mode(double band) {
    this.band = band;
  }

  /** Tolerated loss of quality in [0,1]. */
  public double band() {
    return band;
  }

  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
