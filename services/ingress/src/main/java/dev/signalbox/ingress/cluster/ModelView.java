package dev.signalbox.ingress.cluster;

import dev.signalbox.ingress.upstream.Breaker;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What this replica saw of a model lately.
 *
 * @param success share of attempts that it answered, 0 to 1; empty without attempts
 * @param billedNanoUsd what was billed, in nano-dollars; empty without requests
 * @param breaker empty while the model has no clients, as a disabled one has
 */
public record ModelView(
    OptionalDouble success, OptionalLong billedNanoUsd, Optional<Breaker.State> breaker) {
  /** Nothing known. */
  public static final ModelView NONE =
      new ModelView(OptionalDouble.empty(), OptionalLong.empty(), Optional.empty());
}
