package dev.signalbox.ingress.flow;

import dev.signalbox.ingress.admission.RateTurn;
import dev.signalbox.ingress.keys.ApiKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Who asks, when, and under which ids.
 *
 * @param turn at the key's rates
 * @param traceparent of this process's span; absent when the client sent none
 */
public record Visit(
    String requestId,
    ApiKey key,
    RateTurn turn,
    @Nullable String traceparent,
    Instant accepted,
    Phases phases) {}
