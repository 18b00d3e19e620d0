package dev.signalbox.classifier.training;

import dev.signalbox.classifier.model.Mode;
import dev.signalbox.classifier.model.Operating;
import java.util.ArrayList;
import java.util.List;

/** Chooses the operating points of the modes on validation predictions. */
final class OperatingPoints {
  /**
   * Part of a band kept back: none, for the readers of the folds saw fewer rows than the one that
   * serves.
   */
  private static final double RESERVE = 0;

  private static final int STEPS = 140;
  private static final double LEAST = 2e-4;
  private static final double MOST = 20;

  /** A weight of cost and what it gives. */
  record Step(double weight, double quality, double usd) {}

  private OperatingPoints() {}

  static List<Step> curve(Trial trial) {
    double unit = Math.max(1e-12, trial.always(trial.best()).usd());
    Operating any = new Operating(new double[Mode.values().length], unit);
    List<Step> steps = new ArrayList<>();
    for (int s = 0; s <= STEPS; s++) {
      double weight = s == 0 ? 0 : LEAST * Math.pow(MOST / LEAST, (s - 1.0) / (STEPS - 1));
      Trial.Point point =
          trial.point(i -> any.choose(weight, trial.probability()[i], trial.expectedUsd()[i]));
      steps.add(new Step(weight, point.quality(), point.usd()));
    }
    return steps;
  }

  @SuppressWarnings("EnumOrdinal") // the file holds the weights in the modes' declared order
  static Operating choose(Trial trial) {
    Trial.Point best = trial.always(trial.best());
    List<Step> curve = smooth(curve(trial));
    double[] weights = new double[Mode.values().length];
    for (Mode mode : Mode.values()) {
      weights[mode.ordinal()] =
          mode == Mode.QUALITY
              ? quality(curve, best)
              : band(curve, best.quality() - mode.band() + RESERVE);
    }
    return new Operating(weights, Math.max(1e-12, best.usd()));
  }

  /** The same weight in every mode: the cheapest that loses nothing on validation. */
  static Operating equalQuality(Trial trial) {
    Trial.Point best = trial.always(trial.best());
    double[] weights = new double[Mode.values().length];
    java.util.Arrays.fill(weights, band(smooth(curve(trial)), best.quality() + RESERVE));
    return new Operating(weights, Math.max(1e-12, best.usd()));
  }

  /** The best quality that the best single model's cost buys. */
  private static double quality(List<Step> curve, Trial.Point best) {
    Step chosen = curve.get(curve.size() - 1);
    double most = Double.NEGATIVE_INFINITY;
    for (Step step : curve) {
      if (step.usd() <= 0.98 * best.usd() && step.quality() > most + 1e-9) {
        most = step.quality();
        chosen = step;
      }
    }
    return most >= best.quality() ? chosen.weight() : 0;
  }

  /** The cheapest point that keeps to the floor; the highest quality when none does. */
  private static double band(List<Step> curve, double floor) {
    Step chosen = null;
    Step highest = curve.get(0);
    for (Step step : curve) {
      if (step.quality() > highest.quality()) {
        highest = step;
      }
      if (step.quality() >= floor && (chosen == null || step.usd() < chosen.usd())) {
        chosen = step;
      }
    }
    return chosen == null ? highest.weight() : chosen.weight();
  }

  /** Mean over neighbouring weights, so that one lucky step is not taken for a rule. */
  private static List<Step> smooth(List<Step> curve) {
    List<Step> smooth = new ArrayList<>();
    for (int i = 0; i < curve.size(); i++) {
      double quality = 0;
      int n = 0;
      for (int j = Math.max(0, i - 2); j <= Math.min(curve.size() - 1, i + 2); j++) {
        quality += curve.get(j).quality();
        n++;
      }
      smooth.add(new Step(curve.get(i).weight(), quality / n, curve.get(i).usd()));
    }
    return smooth;
  }
}
