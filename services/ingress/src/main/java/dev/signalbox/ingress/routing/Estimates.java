package dev.signalbox.ingress.routing;

import java.util.Map;
import java.util.Optional;

/** What the classifier said, or why it said nothing. */
public sealed interface Estimates {
  /**
   * It answered in time.
   *
   * @param byModel by the model's name; a model may be absent
   * @param curve its operating points; empty when it has none
   * @param unsure why it does not trust its own answer, such as {@code the text is not English};
   *     empty when it does
   */
  record Answered(
      Map<String, Estimate> byModel, Optional<OperatingCurve> curve, Optional<String> unsure)
      implements Estimates {
    public Answered {
      byModel = Map.copyOf(byModel);
    }
  }

  /** The deadline passed. */
  record Late() implements Estimates {}

  /** It can't be reached, or failed. */
  record Unavailable() implements Estimates {}

  /** It was not asked: there was nothing to choose. */
  record Skipped() implements Estimates {}
}
