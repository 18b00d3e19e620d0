package dev.signalbox.ingress.chat;

/**
 * Token counts as an upstream reported them.
 *
 * @param inputTokens cached and written ones included
 * @param cacheWrite5mTokens part of {@code inputTokens} written into a cache for five minutes
 * @param cacheWrite1hTokens part of {@code inputTokens} written into a cache for an hour
 * @param imageTokens part of {@code inputTokens}; -1 when the upstream does not say
 * @param outputTokens reasoning included
 * @param reasoningTokens part of {@code outputTokens} that nobody sees
 */
public record ReportedUsage(
    long inputTokens,
    long cachedInputTokens,
    long cacheWrite5mTokens,
    long cacheWrite1hTokens,
    long imageTokens,
    long outputTokens,
    long reasoningTokens) {
  /** Nothing written into a cache, no reasoning told apart. */
  public ReportedUsage(
      long inputTokens, long cachedInputTokens, long imageTokens, long outputTokens) {
    this(inputTokens, cachedInputTokens, 0, 0, imageTokens, outputTokens, 0);
  }

  /** Whether the counts can be true. */
  public boolean plausible() {
    return inputTokens >= 0
        && outputTokens >= 0
        && cachedInputTokens >= 0
        && cacheWrite5mTokens >= 0
        && cacheWrite1hTokens >= 0
        && cachedInputTokens <= inputTokens
        && cacheWrite5mTokens <= inputTokens - cachedInputTokens
        && cacheWrite1hTokens <= inputTokens - cachedInputTokens - cacheWrite5mTokens
        && imageTokens <= inputTokens
        && reasoningTokens >= 0
        && reasoningTokens <= outputTokens;
  }
}
