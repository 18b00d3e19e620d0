package dev.signalbox.classifier.model;

import java.util.Locale;

/** The modes that have a name; any other average loss is a mode too. */
public enum Mode {
  /** The best answers that the best single model's cost buys. */
  QUALITY(0),
  /** On average within one point of the best single model. */
  BALANCED(1),
  /** On average within two points of it. */
  COST(2);

  private final double lossPoints;

  Mode(double lossPoints) {
    this.lossPoints = lossPoints;
  }

  /** Tolerated average loss, in points. */
  public double lossPoints() {
    return lossPoints;
  }

  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
