package dev.signalbox.ingress.settlement;

import dev.signalbox.ingress.chat.ReportedUsage;
import dev.signalbox.ingress.pool.Model;
import dev.signalbox.ingress.pricing.Usage;
import dev.signalbox.ingress.routing.RequestFacts;

/**
 * Usage where an upstream did not report it: four characters a token for text, rounded up, which is
 * OpenAI's own rule of thumb, and the model's usual tokens for each picture.
 *
 * @see <a href="https://help.openai.com/en/articles/4936856">OpenAI: what are tokens and how to
 *     count them</a>
 */
public final class UsageEstimate {
  private static final int CHARS_PER_TOKEN = 4;

  private UsageEstimate() {}

  static Usage of(Model model, RequestFacts facts, long outputChars) {
    long pictures = pictureTokens(model, facts);
    return new Usage(
        facts.textTokens() + pictures, 0, pictures, tokens(outputChars), facts.images());
  }

  /** The upstream's own counts; the part of the pictures is estimated where it does not say. */
  static Usage of(Model model, RequestFacts facts, ReportedUsage reported) {
    long pictures =
        reported.imageTokens() >= 0
            ? reported.imageTokens()
            : Math.min(reported.inputTokens(), pictureTokens(model, facts));
    return new Usage(
        reported.inputTokens(),
        reported.cachedInputTokens(),
        new Usage.CacheWrites(reported.cacheWrite5mTokens(), reported.cacheWrite1hTokens()),
        pictures,
        reported.outputTokens(),
        reported.reasoningTokens(),
        facts.images(),
        false);
  }

  public static long tokens(long chars) {
    return (chars + CHARS_PER_TOKEN - 1) / CHARS_PER_TOKEN;
  }

  private static long pictureTokens(Model model, RequestFacts facts) {
    return (long) model.capabilities().tokensPerImage() * facts.images();
  }
}
