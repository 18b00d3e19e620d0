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

  static Usage of(RequestFacts facts, Model model, Optional<Estimate> estimate) {
    Capabilities can = model.capabilities();
    long pictures = (long) facts.images() * can.tokensPerImage();
    return new Usage(
        facts.textTokens() + pictures, 0, pictures, output(facts, can, estimate), facts.images());
  }

  /** No prompt cache is assumed, and no more output than both the request and the model allow. */
  private static long output(RequestFacts facts, Capabilities can, Optional<Estimate> estimate) {
    double predicted =
        estimate.isPresent() ? estimate.get().outputTokens() : UNPREDICTED_OUTPUT_TOKENS;
    long tokens = Math.min((long) Math.ceil(predicted), can.maxOutputTokens());
    return facts.maxOutputTokens() > 0 ? Math.min(tokens, facts.maxOutputTokens()) : tokens;
  }
}
