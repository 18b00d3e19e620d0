package dev.signalbox.ingress.dispatch;

import java.time.Duration;

/**
 * Bounds of one dispatch.
 *
 * @param patience longest wait for one model's first token or whole plain answer
 * @param deadline the same for all attempts together
 * @param attempts most models tried
 * @param ping how often a waiting stream's client gets a comment
 */
public record DispatchLimits(Duration patience, Duration deadline, int attempts, Duration ping) {}
