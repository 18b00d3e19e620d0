package dev.signalbox.classifier.training;

import dev.signalbox.classifier.model.Head;

/** What a request costs on a graded model. */
final class Costs {
  private Costs() {}

  /** USD; 0 for a model without a known price. */
  static double usd(Head head, double inputTokens, double outputTokens) {
    if (head.inputUsd() < 0 || head.outputUsd() < 0) {
      return 0;
    }
    return (inputTokens * head.inputUsd() + outputTokens * head.outputUsd()) / 1e6;
  }
}
