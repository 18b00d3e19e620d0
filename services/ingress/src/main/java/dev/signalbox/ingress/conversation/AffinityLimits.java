package dev.signalbox.ingress.conversation;

import java.time.Duration;

/**
 * Bounds of the memory of conversations.
 *
 * @param conversations most kept; the longest unused goes first; 0 for none at all
 * @param keep how long after its last answer a conversation counts as cached
 * @param leastTokens shortest prompt, in estimated tokens, that a provider caches
 */
public record AffinityLimits(int conversations, Duration keep, int leastTokens) {
  public static final AffinityLimits NONE = new AffinityLimits(0, Duration.ZERO, 0);
}
