package dev.signalbox.classifier.model;

import java.util.ArrayList;
import java.util.List;

/** Chooses operating points on validation predictions, never on the rows that judge. */
public final class CurveFit {
  /** Losses, in points, at which the weight is stated. */
  private static final double[] LOSSES = {
    0, 0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2, 2.5, 3, 4, 5, 7, 10
  };

  private static final int STEPS = 140;

  /** Range of the weights tried, times one over the best single model's mean cost. */
  private static final double LEAST = 2e-4;

  private static final double MOST = 20;

  /** Share of the best single model's cost that quality may spend: a little is kept back. */
  private static final double BUDGET = 0.98;

  /** A weight of cost and what it gives. */
  public record Step(double weight, double quality, double usd) {}

  private CurveFit() {}

  /** Weights of a dollar, ascending, with the mean quality and cost that each gives. */
  public static List<Step> steps(Trial trial) {
    double unit = Math.max(1e-12, trial.always(trial.best()).usd());
    List<Step> steps = new ArrayList<>();
    for (int s = 0; s <= STEPS; s++) {
      double relative = s == 0 ? 0 : LEAST * Math.pow(MOST / LEAST, (s - 1.0) / (STEPS - 1));
      double weight = relative / unit;
      Trial.Point point =
          trial.point(
              i -> OperatingCurve.choose(weight, trial.probability()[i], trial.expectedUsd()[i]));
      steps.add(new Step(weight, point.quality(), point.usd()));
    }
    return steps;
  }

  /** The curve of a pool; a single model or models without prices have but one point. */
  public static OperatingCurve of(Trial trial) {
    Trial.Point best = trial.always(trial.best());
    if (best.usd() <= 0 || trial.models().size() < 2) {
      return new OperatingCurve(List.of(new OperatingCurve.Point(0, 0, 0)));
    }
    List<Step> steps = smooth(steps(trial));
    List<OperatingCurve.Point> points = new ArrayList<>();
    Step quality = quality(steps, best);
    double gain = Math.max(0, 100 * (quality.quality() - best.quality()));
    points.add(point(-gain, quality, best));
    for (double loss : LOSSES) {
      Step step = band(steps, best.quality() - loss / 100);
      OperatingCurve.Point before = points.get(points.size() - 1);
      points.add(
          step.weight() >= before.weightPerUsd()
              ? point(loss, step, best)
              : new OperatingCurve.Point(loss, before.weightPerUsd(), before.saving()));
    }
    return new OperatingCurve(points);
  }

  private static OperatingCurve.Point point(double loss, Step step, Trial.Point best) {
    return new OperatingCurve.Point(loss, step.weight(), 1 - step.usd() / best.usd());
  }

  /** The best quality that the best single model's cost buys. */
  private static Step quality(List<Step> steps, Trial.Point best) {
    Step chosen = steps.get(0);
    double most = Double.NEGATIVE_INFINITY;
    for (Step step : steps) {
      if (step.usd() <= BUDGET * best.usd() && step.quality() > most + 1e-9) {
        most = step.quality();
        chosen = step;
      }
    }
    return most >= best.quality() ? chosen : steps.get(0);
  }

  /** The cheapest point that keeps to the floor; the highest quality when none does. */
  private static Step band(List<Step> steps, double floor) {
    Step chosen = null;
    Step highest = steps.get(0);
    for (Step step : steps) {
      if (step.quality() > highest.quality()) {
        highest = step;
      }
      if (step.quality() >= floor && (chosen == null || step.usd() < chosen.usd())) {
        chosen = step;
      }
    }
    return chosen == null ? highest : chosen;
  }

  /** Mean over neighbouring weights, so that one lucky step is not taken for a rule. */
  private static List<Step> smooth(List<Step> steps) {
    List<Step> smooth = new ArrayList<>();
    for (int i = 0; i < steps.size(); i++) {
      double quality = 0;
      int n = 0;
      for (int j = Math.max(0, i - 2); j <= Math.min(steps.size() - 1, i + 2); j++) {
        quality += steps.get(j).quality();
        n++;
      }
      smooth.add(new Step(steps.get(i).weight(), quality / n, steps.get(i).usd()));
    }
    return smooth;
  }
}
