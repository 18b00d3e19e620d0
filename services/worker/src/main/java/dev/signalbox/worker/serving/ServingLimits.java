package dev.signalbox.worker.serving;

import dev.signalbox.worker.checkpoint.TextConfig;
import java.time.Duration;

/**
 * What the worker takes on at once.
 *
 * @param maxRunning sequences in a step
 * @param maxWaiting requests admitted but not yet running
 * @param maxWaitingTiles tiles of those requests
 * @param maxWaitingTokens tokens of those requests, prompts and longest answers together
 * @param cacheBytes of keys and values that all running sequences may reserve together
 * @param contextTokens longest prompt plus answer; also bounded by the model
 * @param defaultOutputTokens answer length when the request names none
 * @param prefillTokens prompt tokens computed in one step, so that a long prompt does not stall
 *     others' tokens
 * @param maxPictures pictures in one request
 * @param retryAfter what a refused caller is told to wait
 */
public record ServingLimits(
    int maxRunning,
    int maxWaiting,
    int maxWaitingTiles,
    int maxWaitingTokens,
    long cacheBytes,
    int contextTokens,
    int defaultOutputTokens,
    int prefillTokens,
    int maxPictures,
    Duration retryAfter) {
  /** For a laptop. */
  public static final ServingLimits DEFAULT =
      new ServingLimits(8, 64, 256, 131_072, 256L << 20, 8192, 256, 256, 8, Duration.ofSeconds(1));

  /** Tokens of keys and values that fit the bytes. */
  int cacheTokens(TextConfig text) {
    return (int) Math.min(Integer.MAX_VALUE, cacheBytes / text.cacheBytesPerToken());
  }
}
