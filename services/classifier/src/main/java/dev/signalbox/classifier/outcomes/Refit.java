package dev.signalbox.classifier.outcomes;

import dev.signalbox.classifier.model.Logistic;
import dev.signalbox.classifier.model.Recalibration.Line;

/**
 * Chooses a model's line: the one in force, a fresh fit, or none. The fit sees the older outcomes,
 * the newer ones choose by log loss, and none wins unless another is better by more than chance
 * would often give. So what is served is never worse than the frozen model on its own recent
 * window.
 */
final class Refit {
  /** Fewer outcomes than this move nothing. */
  static final int LEAST = 60;

  /** Part of a window, its newest, that chooses. */
  private static final double RECENT = 0.4;

  /** Strength of the pull to the frozen model, in outcomes. */
  private static final double PULL = 20;

  private static final double STEEPEST = 3;
  private static final double FURTHEST = 3;
  private static final int ROUNDS = 25;

  private Refit() {}

  /**
   * Log losses on the recent part; {@code line} is the identity when the frozen model is served.
   */
  record Choice(Line line, double frozenLoss, double servedLoss) {}

  static Choice choose(OutcomeWindow.Series series, Line inForce) {
    int n = series.size();
    int from = n - (int) Math.max(1, RECENT * n);
    double frozen = loss(series, Line.IDENTITY, from);
    if (n < LEAST) {
      return new Choice(Line.IDENTITY, frozen, frozen);
    }
    Line best = Line.IDENTITY;
    double least = frozen;
    for (Line candidate : new Line[] {inForce, fit(series, from)}) {
      double loss = loss(series, candidate, from);
      if (loss < least && loss + margin(series, candidate, from) < frozen) {
        best = candidate;
        least = loss;
      }
    }
    return new Choice(best, frozen, least);
  }

  /** One standard error of the mean difference to the frozen model's loss. */
  private static double margin(OutcomeWindow.Series series, Line line, int from) {
    double sum = 0;
    double squares = 0;
    int n = series.size() - from;
    for (int i = from; i < series.size(); i++) {
      double gap =
          one(series.frozen()[i], series.score()[i])
              - one(line.apply(series.frozen()[i]), series.score()[i]);
      sum += gap;
      squares += gap * gap;
    }
    double variance = Math.max(0, squares / n - (sum / n) * (sum / n));
    return Math.sqrt(variance / n);
  }

  static double loss(OutcomeWindow.Series series, Line line, int from) {
    double sum = 0;
    for (int i = from; i < series.size(); i++) {
      sum += one(line.apply(series.frozen()[i]), series.score()[i]);
    }
    return sum / Math.max(1, series.size() - from);
  }

  private static double one(double probability, double score) {
    double p = Math.max(1e-6, Math.min(1 - 1e-6, probability));
    return -score * Math.log(p) - (1 - score) * Math.log(1 - p);
  }

  /** Platt's line (1999) by Newton's method on the outcomes before {@code to}. */
  private static Line fit(OutcomeWindow.Series series, int to) {
    double slope = 1;
    double offset = 0;
    for (int round = 0; round < ROUNDS; round++) {
      double g0 = -PULL * (slope - 1);
      double g1 = -PULL * 0.1 * offset;
      double h00 = PULL;
      double h01 = 0;
      double h11 = PULL * 0.1;
      for (int i = 0; i < to; i++) {
        double x = Logistic.logit(series.frozen()[i]);
        double p = Logistic.of(slope * x + offset);
        double w = p * (1 - p);
        g0 += (series.score()[i] - p) * x;
        g1 += series.score()[i] - p;
        h00 += w * x * x;
        h01 += w * x;
        h11 += w;
      }
      double det = h00 * h11 - h01 * h01;
      slope = clip(slope + (h11 * g0 - h01 * g1) / det, 1 / STEEPEST, STEEPEST);
      offset = clip(offset + (h00 * g1 - h01 * g0) / det, -FURTHEST, FURTHEST);
    }
    return new Line(slope, offset);
  }

  private static double clip(double value, double least, double most) {
    return Math.max(least, Math.min(most, value));
  }
}
