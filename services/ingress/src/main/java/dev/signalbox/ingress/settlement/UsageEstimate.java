package dev.signalbox.ingress.settlement;

import dev.signalbox.ingress.chat.ReportedUsage;
import dev.signalbox.ingress.chat.RoughTokens;
import dev.signalbox.ingress.dispatch.Consumption;
import dev.signalbox.ingress.pool.Model;
import dev.signalbox.ingress.pool.Tokenizer;
import dev.signalbox.ingress.pricing.Usage;
import dev.signalbox.ingress.routing.RequestFacts;

/**
 * Usage where an upstream did not report it: of the prompt as it said when it began, else as the
 * model's tokenizer counted it, else by the rule of {@link RoughTokens}; and the model's usual
 * tokens for each picture.
 */
final class UsageEstimate {
  private UsageEstimate() {}

  static Usage of(RequestFacts facts, Consumption consumed) {
    Model model = consumed.model();
    ReportedUsage reported = consumed.reported();
    return reported == null
        ? estimated(model, facts, consumed)
        : as(reported, reported.outputTokens(), model, facts);
  }

  /** How an estimate was made, as events name it. */
  static String method(Consumption consumed) {
    Consumption.Counted counted = consumed.counted();
    return counted == null ? Tokenizer.CHARACTERS.label() : counted.method();
  }

  private static Usage estimated(Model model, RequestFacts facts, Consumption consumed) {
    long pictures = pictureTokens(model, facts);
    Consumption.Counted counted = consumed.counted();
    long output =
        counted == null ? RoughTokens.ofText(consumed.outputChars()) : counted.outputTokens();
    ReportedUsage prompt = consumed.ofPrompt();
    if (prompt != null) {
      return as(prompt, Math.max(prompt.outputTokens(), output), model, facts);
    }
    long input = counted == null ? facts.textTokens() : counted.inputTokens();
    return new Usage(input + pictures, 0, pictures, output, facts.images());
  }

  /** The upstream's own counts; the part of the pictures is estimated where it does not say. */
  private static Usage as(
      ReportedUsage reported, long outputTokens, Model model, RequestFacts facts) {
    long pictures =
        reported.imageTokens() >= 0
            ? reported.imageTokens()
            : Math.min(reported.inputTokens(), pictureTokens(model, facts));
    return new Usage(
        reported.inputTokens(),
        reported.cachedInputTokens(),
        new Usage.CacheWrites(reported.cacheWrite5mTokens(), reported.cacheWrite1hTokens()),
        pictures,
        outputTokens,
        reported.reasoningTokens(),
        facts.images(),
        false);
  }

  private static long pictureTokens(Model model, RequestFacts facts) {
    return (long) model.capabilities().tokensPerImage() * facts.images();
  }
}
