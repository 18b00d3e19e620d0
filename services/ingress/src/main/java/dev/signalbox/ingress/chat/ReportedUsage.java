package dev.signalbox.ingress.chat;

/**
 * Token counts as an upstream reported them.
 *
 * @param inputTokens cached ones included
 * @param imageTokens part of {@code inputTokens}; -1 when the upstream does not say
 * @param outputTokens reasoning included
 */
public record ReportedUsage(
    long inputTokens, long cachedInputTokens, long imageTokens, long outputTokens) {
  /** Whether the counts can be true. */
  public boolean plausible() {
    return inputTokens >= 0
        && outputTokens >= 0
        && cachedInputTokens >= 0
        && cachedInputTokens <= inputTokens
        && imageTokens <= inputTokens;
  }
}
