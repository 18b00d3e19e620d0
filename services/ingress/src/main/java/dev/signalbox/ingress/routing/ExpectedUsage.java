package dev.signalbox.ingress.routing;

import dev.signalbox.ingress.pool.Capabilities;
import dev.signalbox.ingress.pool.Model;
import dev.signalbox.ingress.pricing.Usage;
import java.util.Optional;

/** What a request is expected to use on a model, before it is sent. */
final class ExpectedUsage {
  /** Assumed length of an answer, in tokens, where there is no prediction. */
  static final int UNPREDICTED_OUTPUT_TOKENS = 256;

  private ExpectedUsage() {}

  /**
   * No more output than both the request and the model allow.
   *
   * @param cachedTokens of the prompt that are expected in the model's cache
   */
  static Usage of(RequestFacts facts, Model model, Optional<Estimate> estimate, int cachedTokens) {
    Capabilities can = model.capabilities();
    long pictures = (long) facts.images() * can.tokensPerImage();
    long input = facts.textTokens() + pictures;
    return new Usage(
        input,
        Math.min(cachedTokens, input),
        pictures,
        output(facts, can, estimate),
        facts.images());
  }

  private static long output(RequestFacts facts, Capabilities can, Optional<Estimate> estimate) {
    double predicted =
        estimate.isPresent() ? estimate.get().outputTokens() : UNPREDICTED_OUTPUT_TOKENS;
    long tokens = Math.min((long) Math.ceil(predicted), can.maxOutputTokens());
    return facts.maxOutputTokens() > 0 ? Math.min(tokens, facts.maxOutputTokens()) : tokens;
  }
}
