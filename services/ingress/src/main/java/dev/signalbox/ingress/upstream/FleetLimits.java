package dev.signalbox.ingress.upstream;

import java.time.Duration;

/**
 * How workers that are found by their labels are used.
 *
 * @param attempts most workers tried for one attempt at their model
 * @param look how often each is asked how busy it is; also the longest wait for the answer
 * @param remember how long after its last use a prefix or picture counts as held by a worker
 * @param mostRemembered hashes kept of those, for each model
 */
public record FleetLimits(int attempts, Duration look, Duration remember, int mostRemembered) {
  /** As {@code signalbox.ingress.workers} has them when nothing is said. */
  public static final FleetLimits USUAL =
      new FleetLimits(3, Duration.ofSeconds(1), Duration.ofMinutes(10), 50_000);
}
