package dev.signalbox.ingress.flow;

import dev.signalbox.ingress.keys.ApiKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Who asks, when, and under which ids.
 *
 * @param traceparent of this process's span; absent when the client sent none
 */
public record Visit(
    String requestId, ApiKey key, @Nullable String traceparent, Instant accepted, Phases phases) {}
