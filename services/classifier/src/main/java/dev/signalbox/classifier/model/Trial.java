package dev.signalbox.classifier.model;

import java.util.List;

/**
 * Predictions for rows whose outcomes are known: what operating points are chosen on and routers
 * are judged by. All arrays are rows x models.
 */
public record Trial(
    List<String> models,
    double[][] probability,
    double[][] expectedUsd,
    double[][] score,
    double[][] usd) {

  /** Mean score and mean cost of a choice for each row. */
  public record Point(double quality, double usd) {}

  /** How a model is chosen for a row. */
  public interface Choice {
    int of(int row);
  }

  public int rows() {
    return score.length;
  }

  public Point point(Choice choice) {
    double quality = 0;
    double cost = 0;
    for (int i = 0; i < rows(); i++) {
      int m = choice.of(i);
      quality += score[i][m];
      cost += usd[i][m];
    }
    return new Point(quality / rows(), cost / rows());
  }

  public Point always(int model) {
    return point(row -> model);
  }

  /** The best single model by mean score; the cheaper of equals. */
  public int best() {
    int best = 0;
    for (int m = 1; m < models.size(); m++) {
      Point one = always(m);
      Point champion = always(best);
      boolean better = one.quality() > champion.quality() + 1e-12;
      boolean equal = Math.abs(one.quality() - champion.quality()) <= 1e-12;
      if (better || (equal && one.usd() < champion.usd())) {
        best = m;
      }
    }
    return best;
  }

  public int cheapest() {
    int cheapest = 0;
    for (int m = 1; m < models.size(); m++) {
      if (always(m).usd() < always(cheapest).usd()) {
        cheapest = m;
      }
    }
    return cheapest;
  }
}
