package dev.signalbox.ingress.cluster;

import dev.signalbox.ingress.upstream.Breaker;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What this replica saw of a model lately.
 *
 * @param success share of attempts
 * @param breaker empty while the model has no clients, as a disabled one has
 * @param absence why there is nobody to ask, as a clause; empty when there is somebody
 */
public record ModelView(
    OptionalDouble success,
    OptionalLong billedNanoUsd,
    Optional<Breaker.State> breaker,
    Optional<String> absence)
    implements Seen {}
