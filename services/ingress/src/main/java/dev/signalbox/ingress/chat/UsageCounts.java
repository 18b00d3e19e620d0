package dev.signalbox.ingress.chat;

/**
 * The counts of a {@code usage} object as they are read. Beyond OpenAI's own, {@code
 * prompt_tokens_details} may hold {@code cache_creation_tokens} and its parts {@code
 * cache_creation_5m_tokens} and {@code cache_creation_1h_tokens}, all of them part of {@code
 * prompt_tokens}: that is how Anthropic's counts are put into these words.
 */
final class UsageCounts {
  private long input = -1;
  private long output;
  private long cached;
  private long written;
  private long fiveMinutes;
  private long oneHour;
  private long reasoning;

  void put(String name, long value) {
    switch (name) {
      case "prompt_tokens" -> input = value;
      case "completion_tokens" -> output = value;
      default -> {}
    }
  }

  void putDetail(String of, String name, long value) {
    switch (name) {
      case "cached_tokens" -> cached = of.equals("prompt_tokens_details") ? value : cached;
      case "cache_creation_tokens" -> written = value;
      case "cache_creation_5m_tokens" -> fiveMinutes = value;
      case "cache_creation_1h_tokens" -> oneHour = value;
      case "reasoning_tokens" ->
          reasoning = of.equals("completion_tokens_details") ? value : reasoning;
      default -> {}
    }
  }

  /** What is written without a word on how long it is kept is kept for five minutes. */
  ReportedUsage toUsage() {
    long shortLived = Math.max(fiveMinutes, written - oneHour);
    return new ReportedUsage(input, cached, shortLived, oneHour, -1, output, reasoning);
  }
}
