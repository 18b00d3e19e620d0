package dev.signalbox.ingress.classify;

import dev.signalbox.contracts.classifier.v1.ClassifyReply;
import dev.signalbox.ingress.routing.Basis;
import dev.signalbox.ingress.routing.Estimate;
import dev.signalbox.ingress.routing.Estimates;
import dev.signalbox.ingress.routing.OperatingCurve;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the classifier's reply. Figures are rounded to what an event keeps of them, so that a
 * decision made again from its event meets the same numbers; what can't be true is left out.
 */
final class Reply {
  private static final double SIX_DECIMALS = 1e6;
  private static final double TENTHS = 10;
  private static final int MOST_FEATURES = 5;
  private static final int LONGEST_TEXT = 120;
  private static final String UNSURE = "it does not trust its estimates here";

  private Reply() {}

  static Classification read(ClassifyReply reply, Duration took) {
    Optional<String> unsure =
        reply.getUnsure()
            ? Optional.of(orElse(bounded(reply.getUnsureBecause()), UNSURE))
            : Optional.empty();
    return new Classification(
        new Estimates.Answered(estimates(reply), curve(reply), unsure),
        reply.getClassifierVersion(),
        reply.getTask(),
        share(reply.getTaskConfidence()),
        share(reply.getComplexity().getOverall()),
        features(reply),
        took);
  }

  private static Map<String, Estimate> estimates(ClassifyReply reply) {
    Map<String, Estimate> byModel = HashMap.newHashMap(reply.getEstimatesCount());
    for (var estimate : reply.getEstimatesList()) {
      double success = estimate.getSuccess();
      if (success >= 0 && success <= 1 && estimate.getOutputTokens() >= 0) {
        double rounded = share(success);
        byModel.put(
            estimate.getModel(),
            new Estimate(
                rounded,
                Math.min(rounded, share(estimate.getLower())),
                Math.max(rounded, share(estimate.getUpper())),
                basis(estimate.getBasis()),
                Math.round(Math.min(Integer.MAX_VALUE, estimate.getOutputTokens()) * TENTHS)
                    / TENTHS));
      }
    }
    return byModel;
  }

  private static Optional<OperatingCurve> curve(ClassifyReply reply) {
    List<OperatingCurve.Point> points = new ArrayList<>(reply.getOperatingPointsCount());
    for (var point : reply.getOperatingPointsList()) {
      points.add(new OperatingCurve.Point(point.getLossPoints(), point.getWeightPerUsd()));
    }
    return OperatingCurve.of(points, basis(reply.getOperatingBasis()) == Basis.PRIOR);
  }

  private static List<Classification.Feature> features(ClassifyReply reply) {
    int count = Math.min(MOST_FEATURES, reply.getFeaturesCount());
    List<Classification.Feature> features = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      double weight = reply.getFeatures(i).getWeight();
      if (Double.isFinite(weight)) {
        features.add(
            new Classification.Feature(
                bounded(reply.getFeatures(i).getName()), Math.round(weight * 1e3) / 1e3));
      }
    }
    return features;
  }

  /** Within [0,1], to six decimals; 0 for what is no number. */
  private static double share(double value) {
    return value > 0 ? Math.round(Math.min(1, value) * SIX_DECIMALS) / SIX_DECIMALS : 0;
  }

  private static String bounded(String text) {
    return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT);
  }

  private static String orElse(String text, String otherwise) {
    return text.isBlank() ? otherwise : text;
  }

  private static Basis basis(dev.signalbox.contracts.classifier.v1.Basis basis) {
    return switch (basis) {
      case BASIS_OUTCOMES -> Basis.OUTCOMES;
      case BASIS_PRIOR -> Basis.PRIOR;
      case BASIS_UNSPECIFIED, UNRECOGNIZED -> Basis.NONE;
    };
  }
}
