package dev.signalbox.ingress.routing;

import dev.signalbox.ingress.pool.Mode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a dollar counts, in probability of a good answer, for an average loss that may be accepted:
 * the classifier's operating points, chosen on validation. Losses rise strictly and weights never
 * fall, so that accepting more loss never costs more.
 *
 * @param points ascending; never empty; the first is the quality mode's
 * @param carriedOver validated on other models than these
 */
public record OperatingCurve(List<Point> points, boolean carriedOver) {
  private static final int MOST_POINTS = 64;

  /**
   * One operating point.
   *
   * @param lossPoints average loss in percentage points of good answers against the best single
   *     model; negative for a gain
   * @param weightPerUsd probability that a dollar of expected cost outweighs
   */
  public record Point(double lossPoints, double weightPerUsd) {}

  public OperatingCurve {
    points = List.copyOf(points);
    if (points.isEmpty()) {
      throw new IllegalArgumentException("a curve has at least one point");
    }
  }

  /** Empty when {@code points} can't be operating points. */
  public static Optional<OperatingCurve> of(List<Point> points, boolean carriedOver) {
    if (points.isEmpty() || points.size() > MOST_POINTS) {
      return Optional.empty();
    }
    List<Point> checked = new ArrayList<>(points.size());
    double loss = Double.NEGATIVE_INFINITY;
    double weight = 0;
    for (Point point : points) {
      boolean finite = Double.isFinite(point.lossPoints()) && Double.isFinite(point.weightPerUsd());
      if (!finite || point.lossPoints() <= loss || point.weightPerUsd() < 0) {
        return Optional.empty();
      }
      loss = point.lossPoints();
      weight = Math.max(weight, point.weightPerUsd());
      checked.add(new Point(loss, weight));
    }
    return Optional.of(new OperatingCurve(checked, carriedOver));
  }

  /** What a dollar counts in {@code mode}. */
  public double weight(Mode mode) {
    return mode.equals(Mode.QUALITY) ? points.get(0).weightPerUsd() : weight(mode.lossPoints());
  }

  /** What a dollar counts for an average loss: linear between points; the ends hold beyond them. */
  public double weight(double lossPoints) {
    Point before = points.get(0);
    if (lossPoints <= before.lossPoints()) {
      return before.weightPerUsd();
    }
    for (int i = 1; i < points.size(); i++) {
      Point next = points.get(i);
      if (lossPoints <= next.lossPoints()) {
        double share =
            (lossPoints - before.lossPoints()) / (next.lossPoints() - before.lossPoints());
        return before.weightPerUsd() + share * (next.weightPerUsd() - before.weightPerUsd());
      }
      before = next;
    }
    return before.weightPerUsd();
  }
}
