package dev.signalbox.ingress.settlement;

import dev.signalbox.ingress.pool.Model;
import dev.signalbox.ingress.routing.RequestFacts;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Whose request it is, and what its cost is counted against.
 *
 * @param keyId public id of the API key
 * @param reference the model that savings are counted against
 * @param accepted when the request was accepted
 * @param booking what is paid for
 */
public record Account(
    String requestId,
    String decisionId,
    String tenant,
    String keyId,
    @Nullable String traceparent,
    String route,
    RequestFacts facts,
    Model reference,
    Instant accepted,
    Booking booking) {}
