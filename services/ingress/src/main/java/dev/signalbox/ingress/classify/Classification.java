package dev.signalbox.ingress.classify;

import dev.signalbox.ingress.routing.Estimates;
import java.time.Duration;

/**
 * What the classifier said, or why it said nothing.
 *
 * @param version of the classifier's model; empty when it did not answer
 * @param task type of task; empty when it did not answer
 * @param complexity overall, in [0,1]
 * @param took from question to answer, or to giving up
 */
public record Classification(
    Estimates estimates, String version, String task, double complexity, Duration took) {
  public static Classification skipped() {
    return without(new Estimates.Skipped(), Duration.ZERO);
  }

  public static Classification unavailable() {
    return without(new Estimates.Unavailable(), Duration.ZERO);
  }

  static Classification without(Estimates why, Duration took) {
    return new Classification(why, "", "", 0, took);
  }
}
