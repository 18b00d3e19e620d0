package dev.signalbox.classifier.model;

import java.util.List;

/**
 * What a dollar counts against the probability of a good answer, by the average loss that is
 * tolerated. The one choice rule: the model with the largest {@code probability - weight x expected
 * cost} is taken. The first point is the mode "quality"; between points the weight is linear in the
 * loss, outside them the end counts.
 *
 * @param points ascending in loss and weight; empty when nothing is known
 */
public record OperatingCurve(List<Point> points) {
  public static final OperatingCurve EMPTY = new OperatingCurve(List.of());

  /**
   * One operating point.
   *
   * @param lossPoints average loss against always the best single model, in points; below zero is a
   *     gain
   * @param weightPerUsd at least 0
   * @param saving share of the best single model's cost that was saved on validation
   */
  public record Point(double lossPoints, double weightPerUsd, double saving) {}

  public OperatingCurve {
    points = List.copyOf(points);
    for (int i = 0; i < points.size(); i++) {
      Point point = points.get(i);
      boolean sound =
          point.weightPerUsd() >= 0
              && Double.isFinite(point.weightPerUsd())
              && Double.isFinite(point.lossPoints())
              && Double.isFinite(point.saving());
      boolean ascends =
          i == 0
              || (point.lossPoints() >= points.get(i - 1).lossPoints()
                  && point.weightPerUsd() >= points.get(i - 1).weightPerUsd());
      if (!sound || !ascends) {
        throw new IllegalArgumentException("operating points must ascend in loss and weight");
      }
    }
  }

  public double weight(Mode mode) {
    if (points.isEmpty()) {
      return 0;
    }
    return switch (mode) {
      case QUALITY -> points.get(0).weightPerUsd();
      case BALANCED, COST -> weight(mode.lossPoints());
    };
  }

  /** The weight for an average loss in points; 0 without a curve. */
  public double weight(double lossPoints) {
    for (int i = 0; i < points.size(); i++) {
      Point high = points.get(i);
      if (lossPoints <= high.lossPoints()) {
        if (i == 0) {
          return high.weightPerUsd();
        }
        Point low = points.get(i - 1);
        double width = high.lossPoints() - low.lossPoints();
        double share = width <= 0 ? 1 : (lossPoints - low.lossPoints()) / width;
        return low.weightPerUsd() + share * (high.weightPerUsd() - low.weightPerUsd());
      }
    }
    return points.isEmpty() ? 0 : points.get(points.size() - 1).weightPerUsd();
  }

  /** Place of the model to take; costs in USD. The cheaper of equals wins, then the first. */
  public int choose(Mode mode, double[] probability, double[] costUsd) {
    return choose(weight(mode), probability, costUsd);
  }

  /** The choice rule. */
  public static int choose(double weightPerUsd, double[] probability, double[] costUsd) {
    int best = 0;
    double most = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < probability.length; i++) {
      double value = probability[i] - weightPerUsd * costUsd[i];
      boolean cheaper = value == most && costUsd[i] < costUsd[best];
      if (value > most || cheaper) {
        most = value;
        best = i;
      }
    }
    return best;
  }

  /** The same losses with every weight times {@code factor}. */
  public OperatingCurve times(double factor) {
    return new OperatingCurve(
        points.stream()
            .map(p -> new Point(p.lossPoints(), p.weightPerUsd() * factor, p.saving()))
            .toList());
  }
}
