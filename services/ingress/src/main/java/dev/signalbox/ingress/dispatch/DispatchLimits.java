package dev.signalbox.ingress.dispatch;

import java.time.Duration;
import java.util.Optional;

/**
 * Bounds of one dispatch.
 *
 * @param patience longest wait for one model's first token or whole plain answer
 * @param deadline the same for all attempts together
 * @param attempts most models tried
 * @param ping how often a waiting stream's client gets a comment
 * @param hedgeAfter how long the first model may keep quiet before the next one is asked beside it;
 *     empty for never
 */
public record DispatchLimits(
    Duration patience,
    Duration deadline,
    int attempts,
    Duration ping,
    Optional<Duration> hedgeAfter) {}
