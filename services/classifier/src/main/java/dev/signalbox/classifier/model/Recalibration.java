package dev.signalbox.classifier.model;

import java.util.Map;
import java.util.TreeMap;

/**
 * What observed outcomes changed about a frozen model's probabilities: for each model of the pool a
 * line in log-odds. Models without a line stand as they are. Immutable.
 *
 * @param number 0 for none, then rising by one
 * @param modelVersion the frozen model that the lines belong to
 * @param lines by the model's name in the pool
 */
public record Recalibration(int number, String modelVersion, Map<String, Line> lines) {

  /** {@code log-odds' = slope x log-odds + offset}, the slope above 0. */
  public record Line(double slope, double offset) {
    public static final Line IDENTITY = new Line(1, 0);

    public Line {
      if (!(slope > 0) || !Double.isFinite(slope) || !Double.isFinite(offset)) {
        throw new IllegalArgumentException("a line needs a slope above 0 and a finite offset");
      }
    }

    public double apply(double probability) {
      return Logistic.of(slope * Logistic.logit(probability) + offset);
    }

    /** Takes back what {@link #apply} did, up to the clipping of extreme probabilities. */
    public double revert(double probability) {
      return Logistic.of((Logistic.logit(probability) - offset) / slope);
    }
  }

  public Recalibration {
    lines = Map.copyOf(lines);
  }

  public static Recalibration none(String modelVersion) {
    return new Recalibration(0, modelVersion, Map.of());
  }

  public Line line(String model) {
    return lines.getOrDefault(model, Line.IDENTITY);
  }

  /** The version that replies carry: the frozen model's, and {@code +r} with the number. */
  public String version() {
    return number == 0 ? modelVersion : modelVersion + "+r" + number;
  }

  /** The estimate with its model's line applied to the probability and both ends. */
  public Estimate apply(Estimate estimate) {
    Line line = lines.get(estimate.model());
    if (line == null) {
      return estimate;
    }
    return new Estimate(
        estimate.model(),
        line.apply(estimate.success()),
        Math.min(line.apply(estimate.lower()), line.apply(estimate.success())),
        Math.max(line.apply(estimate.upper()), line.apply(estimate.success())),
        estimate.fromOutcomes(),
        estimate.outputTokens());
  }

  public Assessment apply(Assessment assessment) {
    if (lines.isEmpty()) {
      return assessment;
    }
    return new Assessment(
        assessment.estimates().stream().map(this::apply).toList(),
        assessment.task(),
        assessment.taskConfidence(),
        assessment.complexity(),
        assessment.contributions(),
        assessment.operating(),
        assessment.operatingFromOutcomes(),
        assessment.unsureBecause());
  }

  /** The next one: the same model, other lines. */
  public Recalibration next(int number, Map<String, Line> changed) {
    return new Recalibration(number, modelVersion, new TreeMap<>(changed));
  }
}
