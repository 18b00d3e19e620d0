package dev.signalbox.ingress.chat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The counts of a {@code usage} object as they are read. Beyond OpenAI's own, {@code
 * prompt_tokens_details} may hold {@code cache_creation_tokens} and its parts {@code
 * cache_creation_5m_tokens} and {@code cache_creation_1h_tokens}, all of them part of {@code
 * prompt_tokens}: that is how Anthropic's counts are put into these words. Some providers say the
 * cached part beside the details, and some leave reasoning out of {@code completion_tokens} and
 * have it in {@code total_tokens} alone: what the total has beyond the two is reasoning, and is
 * billed.
 *
 * @see <a href="https://docs.x.ai/docs/guides/reasoning">xAI: reasoning is beside completion</a>
 * @see <a href="https://api-docs.deepseek.com/guides/kv_cache">DeepSeek: the cached part</a>
 */
final class UsageCounts {
  /** More tokens than any call has; what they cost can be held whatever the price. */
  private static final long MOST = 1_000_000_000L;

  private static final long UNTOLD = -1;
  private static final long NONSENSE = -2;

  private long input = UNTOLD;
  private long output = UNTOLD;
  private long total = UNTOLD;
  private long cachedBeside = UNTOLD;
  private long cached = UNTOLD;
  private long written;
  private long fiveMinutes;
  private long oneHour;
  private long reasoning;

  /** Takes the count on which the parser stands. */
  void put(String name, JsonParser parser) throws IOException {
    switch (name) {
      case "prompt_tokens" -> input = count(parser);
      case "completion_tokens" -> output = count(parser);
      case "total_tokens" -> total = count(parser);
      case "cached_tokens", "prompt_cache_hit_tokens" -> cachedBeside = count(parser);
      default -> {}
    }
  }

  /** As above, of one of the parts. */
  void putDetail(String of, String name, JsonParser parser) throws IOException {
    boolean prompt = of.equals("prompt_tokens_details");
    switch (name) {
      case "cached_tokens" -> cached = prompt ? count(parser) : cached;
      case "cache_creation_tokens" -> written = part(parser);
      case "cache_creation_5m_tokens" -> fiveMinutes = part(parser);
      case "cache_creation_1h_tokens" -> oneHour = part(parser);
      case "reasoning_tokens" ->
          reasoning = of.equals("completion_tokens_details") ? part(parser) : reasoning;
      default -> {}
    }
  }

  private static long part(JsonParser parser) throws IOException {
    long count = count(parser);
    return count == UNTOLD ? 0 : count;
  }

  /** Null says nothing. A number may be written with a fraction, or as a string. */
  private static long count(JsonParser parser) throws IOException {
    JsonToken token = parser.currentToken();
    double value =
        switch (token) {
          case VALUE_NULL -> UNTOLD;
          case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> said(parser.getDoubleValue());
          case VALUE_STRING -> said(parser.getValueAsDouble(NONSENSE));
          default -> NONSENSE;
        };
    return (long) Math.ceil(value);
  }

  private static double said(double value) {
    return value >= 0 && value <= MOST ? value : NONSENSE;
  }

  /**
   * What is written without a word on how long it is kept is kept for five minutes.
   *
   * @return absent when the counts can't be true, or don't say what was read: no prompt is empty
   */
  @Nullable ReportedUsage toUsage() {
    if (input <= 0 || output == NONSENSE || total == NONSENSE) {
      return null;
    }
    long seen = Math.max(output, 0);
    long unseen = Math.max(total - input - seen, 0);
    long told = cached == UNTOLD ? cachedBeside : cached;
    ReportedUsage usage =
        new ReportedUsage(
            input,
            told == UNTOLD ? 0 : told,
            Math.max(fiveMinutes, written - oneHour),
            oneHour,
            -1,
            seen + unseen,
            Math.max(reasoning, unseen));
    return reasoning != NONSENSE && usage.plausible() ? usage : null;
  }
}
