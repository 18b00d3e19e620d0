package dev.signalbox.classifier.training;

import dev.signalbox.classifier.model.Head;
import dev.signalbox.classifier.model.Mode;
import dev.signalbox.classifier.model.OperatingCurve;
import dev.signalbox.classifier.model.RoutingModel;
import dev.signalbox.classifier.model.Trial;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * The report of a training: validation curve, calibration, and what each mode gives, all on rows
 * left out of the fit.
 */
final class TrainingReport {
  private TrainingReport() {}

  static String of(RoutingModel model, List<CohortTrainer.Trained> trained, int bytes) {
    StringBuilder out = new StringBuilder();
    line(
        out,
        "model %s, %d bytes, %d labels, difficulty spread %.2f",
        model.version(),
        bytes,
        model.labels().size(),
        model.scale().spread());
    for (CohortTrainer.Trained one : trained) {
      cohort(out, one);
    }
    Trial trial = trained.get(0).trial();
    if (trial.models().size() > 1) {
      modes(out, model, trial);
    }
    return out.toString();
  }

  private static void cohort(StringBuilder out, CohortTrainer.Trained one) {
    Trial trial = one.trial();
    line(out, "%ncohort of %d models, %d prompts", trial.models().size(), trial.rows());
    line(out, "  validation curve (trees: mean squared error)");
    for (double[] point : one.curve()) {
      line(out, "    %4.0f: %.5f", point[0], point[1]);
    }
    line(out, "  %-44s %8s %8s %8s %8s", "model", "accuracy", "ability", "brier", "calib.");
    for (int m = 0; m < trial.models().size(); m++) {
      int column = m;
      Head head = one.cohort().heads().get(m);
      double[] p =
          IntStream.range(0, trial.rows())
              .mapToDouble(i -> trial.probability()[i][column])
              .toArray();
      double[] y =
          IntStream.range(0, trial.rows()).mapToDouble(i -> trial.score()[i][column]).toArray();
      double brier =
          IntStream.range(0, p.length)
              .mapToDouble(i -> (p[i] - y[i]) * (p[i] - y[i]))
              .average()
              .orElse(0);
      line(
          out,
          "  %-44s %8.4f %8.2f %8.4f %8.4f",
          head.model(),
          head.baseRate(),
          head.ability(),
          brier,
          Calibration.error(p, y));
    }
  }

  private static void modes(StringBuilder out, RoutingModel model, Trial trial) {
    Trial.Point best = trial.always(trial.best());
    line(
        out,
        "%nmodes, against always %s (accuracy %.4f, $%.6f a request)",
        trial.models().get(trial.best()),
        best.quality(),
        best.usd());
    for (Mode mode : Mode.values()) {
      Trial.Point point =
          trial.point(
              i -> model.operating().choose(mode, trial.probability()[i], trial.expectedUsd()[i]));
      line(
          out,
          "  %-9s accuracy %.4f (%+.2f points)  saving %s  weight %.5f",
          mode.code(),
          point.quality(),
          100 * (point.quality() - best.quality()),
          best.usd() > 0
              ? String.format(Locale.ROOT, "%.1f%%", 100 * (1 - point.usd() / best.usd()))
              : "unknown without prices",
          model.operating().weight(mode));
    }
    line(out, "%noperating curve (average loss in points: weight per USD, saving)");
    for (OperatingCurve.Point point : model.operating().points()) {
      line(
          out,
          "  %6.2f: %12.4f  %5.1f%%",
          point.lossPoints(),
          point.weightPerUsd(),
          100 * point.saving());
    }
  }

  private static void line(StringBuilder out, String format, Object... values) {
    out.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
