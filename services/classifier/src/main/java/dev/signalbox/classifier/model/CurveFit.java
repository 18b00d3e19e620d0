package dev.signalbox.classifier.model;

import java.util.ArrayList;
import java.util.List;

/**
 * Chooses operating points on validation predictions, never on the rows that judge.
 *
 * <p>What a weight loses is not read off its own outcomes: a step of the weight moves a few rows,
 * whose outcomes are chance. The predictions say how far apart two steps are; the outcomes of all
 * steps nearby say how high quality is there, by a line through them (docs/adr/0203).
 */
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

  /**
   * With {@link #REACH_ROWS} rows, steps whose expected quality is further from a step's, in
   * points, tell nothing of it. More rows allow a narrower look: by the fifth root, as the error of
   * a local line has it (Fan and Gijbels, 1996).
   */
  private static final double REACH = 5;

  private static final double REACH_ROWS = 2_000;

  private static final int LEAST_NEIGHBOURS = 3;

  /**
   * A weight of cost and what it gives.
   *
   * @param quality mean score that was seen
   * @param expected mean probability of those that were chosen; never rises with the weight
   * @param usd mean cost
   */
  public record Step(double weight, double quality, double expected, double usd) {
    Step withQuality(double other) {
      return new Step(weight, other, expected, usd);
    }
  }

  private CurveFit() {}

  /** Weights of a dollar, ascending, with the mean quality and cost that each gives. */
  public static List<Step> steps(Trial trial) {
    double unit = Math.max(1e-12, trial.always(trial.best()).usd());
    List<Step> steps = new ArrayList<>();
    for (int s = 0; s <= STEPS; s++) {
      double relative = s == 0 ? 0 : LEAST * Math.pow(MOST / LEAST, (s - 1.0) / (STEPS - 1));
      double weight = relative / unit;
      int[] chosen = new int[trial.rows()];
      double expected = 0;
      for (int i = 0; i < chosen.length; i++) {
        chosen[i] = OperatingCurve.choose(weight, trial.probability()[i], trial.expectedUsd()[i]);
        expected += trial.probability()[i][chosen[i]] / chosen.length;
      }
      Trial.Point point = trial.point(i -> chosen[i]);
      steps.add(new Step(weight, point.quality(), expected, point.usd()));
    }
    return steps;
  }

  /** The curve of a pool; a single model or models without prices have but one point. */
  public static OperatingCurve of(Trial trial) {
    Trial.Point best = trial.always(trial.best());
    if (best.usd() <= 0 || trial.models().size() < 2) {
      return new OperatingCurve(List.of(new OperatingCurve.Point(0, 0, 0)));
    }
    List<Step> seen = steps(trial);
    List<Step> falling = falling(byExpectation(seen, reach(trial.rows())));
    List<OperatingCurve.Point> points = new ArrayList<>();
    Step quality = quality(smooth(seen), best);
    double gain = Math.max(0, 100 * (quality.quality() - best.quality()));
    points.add(point(-gain, quality, best));
    for (double loss : LOSSES) {
      Step step = crossing(falling, best.quality() - loss / 100);
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

  /** Where the quality falls to the floor, between two steps; an end when it does so nowhere. */
  private static Step crossing(List<Step> falling, double floor) {
    if (falling.get(0).quality() < floor) {
      return falling.get(0);
    }
    for (int i = 1; i < falling.size(); i++) {
      Step low = falling.get(i);
      if (low.quality() < floor) {
        Step high = falling.get(i - 1);
        double share = (high.quality() - floor) / (high.quality() - low.quality());
        return new Step(
            between(high.weight(), low.weight(), share),
            floor,
            between(high.expected(), low.expected(), share),
            between(high.usd(), low.usd(), share));
      }
    }
    return falling.get(falling.size() - 1);
  }

  private static double between(double from, double to, double share) {
    return from + share * (to - from);
  }

  /**
   * Local linear regression (Cleveland, 1979) of quality on expected quality, with tricube weights.
   * Steps that choose the same count once.
   */
  private static List<Step> byExpectation(List<Step> seen, double reach) {
    List<Step> distinct = new ArrayList<>();
    for (Step step : seen) {
      Step last = distinct.isEmpty() ? null : distinct.get(distinct.size() - 1);
      if (last == null || Math.abs(step.expected() - last.expected()) > 1e-12) {
        distinct.add(step);
      }
    }
    return seen.stream().map(s -> s.withQuality(quality(distinct, s, reach))).toList();
  }

  private static double reach(int rows) {
    return REACH / 100 * Math.pow(REACH_ROWS / Math.max(1, rows), 0.2);
  }

  private static double quality(List<Step> distinct, Step at, double reach) {
    double sum = 0;
    double x = 0;
    double y = 0;
    double xx = 0;
    double xy = 0;
    int n = 0;
    for (Step step : distinct) {
      double gap = step.expected() - at.expected();
      double far = Math.abs(gap) / reach;
      if (far < 1) {
        double weight = Math.pow(1 - far * far * far, 3);
        sum += weight;
        x += weight * gap;
        y += weight * step.quality();
        xx += weight * gap * gap;
        xy += weight * gap * step.quality();
        n++;
      }
    }
    double spread = sum * xx - x * x;
    boolean line = n >= LEAST_NEIGHBOURS && spread > 1e-15;
    return line ? (xx * y - x * xy) / spread : at.quality();
  }

  /** From the best step on, never rising: accepting more loss must not choose better answers. */
  private static List<Step> falling(List<Step> steps) {
    int best = 0;
    for (int i = 1; i < steps.size(); i++) {
      best = steps.get(i).quality() > steps.get(best).quality() ? i : best;
    }
    List<Step> falling = new ArrayList<>();
    double least = steps.get(best).quality();
    for (Step step : steps.subList(best, steps.size())) {
      least = Math.min(least, step.quality());
      falling.add(step.withQuality(least));
    }
    return falling;
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
      smooth.add(steps.get(i).withQuality(quality / n));
    }
    return smooth;
  }
}
