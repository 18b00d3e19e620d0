package dev.signalbox.ingress.classify;

import dev.signalbox.ingress.routing.Estimates;
import java.time.Duration;
import java.util.List;

/**
 * What the classifier said, or why it said nothing.
 *
 * @param version of the classifier's model; empty when it did not answer
 * @param task type of task; empty when it did not answer
 * @param taskConfidence probability of that type, in [0,1]
 * @param complexity overall, in [0,1]
 * @param features what moved the estimates most, largest first
 * @param took from question to answer, or to giving up
 */
public record Classification(
    Estimates estimates,
    String version,
    String task,
    double taskConfidence,
    double complexity,
    List<Feature> features,
    Duration took) {
  /**
   * One reading of the request.
   *
   * @param name readable, without text of the prompt
   * @param weight signed, in log-odds of the cheapest candidate's success
   */
  public record Feature(String name, double weight) {}

  /** The same, for a question that it was not asked again. */
  Classification again() {
    return new Classification(
        estimates, version, task, taskConfidence, complexity, features, Duration.ZERO);
  }

  public static Classification skipped() {
    return without(new Estimates.Skipped(), Duration.ZERO);
  }

  public static Classification unavailable() {
    return without(new Estimates.Unavailable(), Duration.ZERO);
  }

  static Classification without(Estimates why, Duration took) {
    return new Classification(why, "", "", 0, 0, List.of(), took);
  }
}
