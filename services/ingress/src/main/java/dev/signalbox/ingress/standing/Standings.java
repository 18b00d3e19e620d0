package dev.signalbox.ingress.standing;

import dev.signalbox.ingress.pool.Floor;
import dev.signalbox.ingress.pool.Parity;
import dev.signalbox.ingress.pool.Route;
import dev.signalbox.ingress.routing.Floors;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The latest verdict on each subject, and the latest parity of each model on a route. A subject is
 * a model where it has the model's name. Bounded; thread-safe.
 */
public final class Standings {
  /** More subjects, or more experiments, than this are not remembered. */
  static final int MOST = 10_000;

  private static final double PERCENT = 100;

  private final String rubric;
  private final Map<String, Standing> verdicts = new ConcurrentHashMap<>();
  private final Map<Experiment, Measured> losses = new ConcurrentHashMap<>();

  /**
   * Knows nothing yet.
   *
   * @param rubric what judges are asked now: what was measured by another says nothing here
   */
  public Standings(String rubric) {
    this.rubric = rubric;
  }

  /**
   * A settled verdict.
   *
   * @param upper bound of the share that would ship it
   */
  public record Standing(double share, double upper, long votes, Instant settledAt) {}

  /** Comparisons of a model's answers on a route with one reference's, under one seed. */
  public record Experiment(
      String route, String model, String reference, String rubric, String seed) {}

  /**
   * What the comparisons say.
   *
   * @param lossLower points that the model surely loses, however often one looks
   */
  public record Measured(double lossLower, long pairs, Instant at) {}

  /** Takes a verdict in, unless a later one is known. */
  public void settled(String subject, Standing standing) {
    if (verdicts.size() < MOST || verdicts.containsKey(subject)) {
      verdicts.merge(
          subject,
          standing,
          (known, given) -> given.settledAt().isBefore(known.settledAt()) ? known : given);
    }
  }

  /** Takes a measurement in, unless a later one is known. */
  public void measured(Experiment experiment, Measured measured) {
    if (losses.size() < MOST || losses.containsKey(experiment)) {
      losses.merge(
          experiment, measured, (known, given) -> given.at().isBefore(known.at()) ? known : given);
    }
  }

  /** Which models the route's floor drains now. */
  public Floors of(Route route) {
    if (route.floor().isEmpty()) {
      return Floors.NONE;
    }
    Floor floor = route.floor().get();
    return model -> byVerdict(floor, model).or(() -> byParity(floor, route, model));
  }

  private Optional<String> byVerdict(Floor floor, String model) {
    Standing standing = verdicts.get(model);
    if (floor.shipShare().isEmpty() || standing == null || standing.votes() == 0) {
      return Optional.empty();
    }
    double least = floor.shipShare().getAsDouble();
    if (standing.upper() >= least) {
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
            least * PERCENT));
  }

  private Optional<String> byParity(Floor floor, Route route, String model) {
    if (floor.lossPoints().isEmpty() || route.parity().isEmpty()) {
      return Optional.empty();
    }
    double most = floor.lossPoints().getAsDouble();
    Parity parity = route.parity().get();
    for (String reference : route.reference()) {
      Measured measured =
          losses.get(new Experiment(route.name(), model, reference, rubric, parity.seed()));
      if (measured != null && measured.lossLower() > most) {
        return Optional.of(
            String.format(
                Locale.ROOT,
                "is drained: in %d comparisons with %s up to %s its answers surely lost %.1f points"
                    + " or more, above the %s that the route allows",
                measured.pairs(),
                reference,
                measured.at(),
                measured.lossLower(),
                points(most)));
      }
    }
    return Optional.empty();
  }

  private static String points(double most) {
    return most == Math.rint(most) ? String.valueOf((long) most) : String.valueOf(most);
  }
}
