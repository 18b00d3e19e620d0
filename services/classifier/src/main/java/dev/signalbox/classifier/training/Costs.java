package dev.signalbox.classifier.training;

import dev.signalbox.classifier.model.Head;

/** What a request costs on a graded model. */
final class Costs {
  private Costs() {}

  /** USD; 0 for a model without a known price. */
  static double usd(Head head, double inputTokens, double outputTokens) {
    return usd(head.inputUsd(), head.outputUsd(), inputTokens, outputTokens);
  }

  /** The same from prices in USD per million tokens, negative when unknown. */
  static double usd(double inputUsd, double outputUsd, double inputTokens, double outputTokens) {
    if (inputUsd < 0 || outputUsd < 0) {
      return 0;
    }
    return (inputTokens * inputUsd + outputTokens * outputUsd) / 1e6;
  }
}
