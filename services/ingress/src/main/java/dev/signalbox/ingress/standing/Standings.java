package dev.signalbox.ingress.standing;

import dev.signalbox.ingress.pool.Floor;
import dev.signalbox.ingress.pool.Route;
import dev.signalbox.ingress.routing.Floors;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The latest verdict on each subject. A subject is a model where it has the model's name. Bounded;
 * thread-safe.
 */
public final class Standings {
  /** More subjects than this have no models here. */
  static final int MOST = 10_000;

  private static final double PERCENT = 100;

  private final Map<String, Standing> latest = new ConcurrentHashMap<>();

  /**
   * A settled verdict.
   *
   * @param upper bound of the share that would ship it
   */
  public record Standing(double share, double upper, long votes, Instant settledAt) {}

  /** Takes a verdict in, unless a later one is known. */
  public void settled(String subject, Standing standing) {
    if (latest.size() < MOST || latest.containsKey(subject)) {
      latest.merge(
          subject,
          standing,
          (known, given) -> given.settledAt().isBefore(known.settledAt()) ? known : given);
    }
  }

  /** Which models the route's floor drains now. */
  public Floors of(Route route) {
    return route.floor().isEmpty() ? Floors.NONE : model -> drained(route.floor().get(), model);
  }

  private Optional<String> drained(Floor floor, String model) {
    Standing standing = latest.get(model);
    if (standing == null || standing.votes() == 0 || standing.upper() >= floor.shipShare()) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            Locale.ROOT,
            "is drained: of the %d votes of its panel, settled %s, at most %.0f%% would ship it,"
                + " below the route's floor of %.0f%%",
            standing.votes(),
            standing.settledAt(),
            standing.upper() * PERCENT,
            floor.shipShare() * PERCENT));
  }
}
