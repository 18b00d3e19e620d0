package dev.signalbox.ingress.routing;

import dev.signalbox.ingress.pool.Mode;
import dev.signalbox.ingress.pool.Route;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A choice among members that can serve: the order to try them in, and why the first is first.
 *
 * <p>The rule: the largest {@code success − weight × expected cost}, where the weight is what the
 * classifier's operating points say for the mode. Without a prediction, without operating points,
 * and where the choice would rest on a prediction that is too uncertain, a safe model of the route
 * takes the request.
 */
record Choice(
    List<Candidate> order,
    ReasonCode code,
    String reason,
    Optional<RouteDecision.Weighing> weighing) {
  private static final double POINTS = 100;

  Candidate first() {
    return order.get(0);
  }

  /**
   * @param eligible never empty
   * @param members with those that can't serve
   */
  static Choice among(
      List<Candidate> eligible,
      List<Candidate> members,
      Route route,
      Conditions conditions,
      Estimates estimates) {
    Candidate one = eligible.get(0);
    if (route.origin() == Route.Origin.MODEL_NAME) {
      return plain(eligible, ReasonCode.MODEL_NAMED, Reasons.named(one));
    }
    if (eligible.size() == 1) {
      return plain(eligible, ReasonCode.ONLY_CAPABLE, Reasons.onlyCapable(one, members, route));
    }
    if (!(estimates instanceof Estimates.Answered answered)) {
      return safe(eligible, route, estimates, Optional.empty());
    }
    List<Candidate> predicted = Considering.predicted(eligible);
    if (predicted.isEmpty() || answered.curve().isEmpty()) {
      return safe(eligible, route, estimates, Optional.empty());
    }
    return weighed(eligible, predicted, route, conditions, answered, answered.curve().get());
  }

  private static Choice weighed(
      List<Candidate> eligible,
      List<Candidate> predicted,
      Route route,
      Conditions conditions,
      Estimates.Answered answered,
      OperatingCurve curve) {
    double weight = curve.weight(route.mode());
    List<Candidate> ranked = Ranking.sorted(predicted, Ranking.byUtility(weight));
    Candidate chosen = ranked.get(0);
    Candidate best = Ranking.first(predicted, Ranking.LIKELIEST);
    List<Candidate> safest = safestFirst(route, eligible);
    Optional<RouteDecision.Weighing> weighing =
        Optional.of(
            new RouteDecision.Weighing(
                weight, alternatives(predicted, safest, route, answered, curve)));
    if (isUnsure(chosen, route, answered)) {
      return new Choice(
          safest,
          ReasonCode.SAFE_CLASSIFIER_UNSURE,
          Reasons.unsure(safest.get(0), chosen, route, answered.unsure()),
          weighing);
    }
    List<Candidate> order = Considering.union(ranked, safest);
    Candidate cold =
        conditions.cache().isEmpty()
            ? chosen
            : Ranking.first(predicted, Ranking.byColdUtility(weight));
    if (!cold.isFor(chosen.model()) && chosen.discount().nanoUsd() > 0) {
      return new Choice(
          order, ReasonCode.KEPT_CONVERSATION, Reasons.kept(chosen, cold, conditions), weighing);
    }
    String left = Reasons.left(chosen, predicted) + Reasons.ground(curve);
    return chosen.isFor(best.model())
        ? new Choice(
            order, ReasonCode.BEST, Reasons.best(chosen, predicted, route) + left, weighing)
        : new Choice(
            order, ReasonCode.BEST_VALUE, Reasons.bestValue(chosen, best, route) + left, weighing);
  }

  /**
   * Whether the choice would rest on a prediction that is too uncertain. A safe model is never
   * doubted: it is what doubt leads to.
   */
  private static boolean isUnsure(Candidate chosen, Route route, Estimates.Answered answered) {
    if (route.safe().contains(chosen.model().name())) {
      return false;
    }
    return answered.unsure().isPresent()
        || chosen.success() - chosen.lower() > route.caution() / POINTS;
  }

  private static List<Alternative> alternatives(
      List<Candidate> predicted,
      List<Candidate> safest,
      Route route,
      Estimates.Answered answered,
      OperatingCurve curve) {
    List<Alternative> alternatives = new ArrayList<>(Mode.NAMED.size());
    for (Mode mode : Mode.NAMED) {
      Candidate chosen = Ranking.first(predicted, Ranking.byUtility(curve.weight(mode)));
      Candidate taken = isUnsure(chosen, route, answered) ? safest.get(0) : chosen;
      alternatives.add(new Alternative(mode, taken.model()));
    }
    return alternatives;
  }

  private static Choice safe(
      List<Candidate> eligible,
      Route route,
      Estimates estimates,
      Optional<RouteDecision.Weighing> weighing) {
    List<Candidate> order = safestFirst(route, eligible);
    ReasonCode code =
        switch (estimates) {
          case Estimates.Late() -> ReasonCode.SAFE_CLASSIFIER_LATE;
          case Estimates.Unavailable() -> ReasonCode.SAFE_CLASSIFIER_UNAVAILABLE;
          case Estimates.Skipped() -> ReasonCode.SAFE_CLASSIFIER_UNAVAILABLE;
          case Estimates.Answered answered ->
              answered.byModel().isEmpty()
                  ? ReasonCode.SAFE_CLASSIFIER_UNAVAILABLE
                  : ReasonCode.SAFE_NO_OPERATING_POINTS;
        };
    return new Choice(order, code, Reasons.safe(order.get(0), route, estimates), weighing);
  }

  /**
   * The route's safe models, then its references, then the dearest first: without a prediction a
   * high price is the best sign.
   */
  private static List<Candidate> safestFirst(Route route, List<Candidate> eligible) {
    return Ranking.sorted(
        eligible,
        Comparator.comparingInt((Candidate one) -> place(route.safe(), one))
            .thenComparingInt(one -> place(route.reference(), one))
            .thenComparing(Candidate::expectedCost, Comparator.reverseOrder())
            .thenComparing(one -> one.model().name()));
  }

  private static int place(List<String> names, Candidate candidate) {
    int place = names.indexOf(candidate.model().name());
    return place < 0 ? Integer.MAX_VALUE : place;
  }

  private static Choice plain(List<Candidate> order, ReasonCode code, String reason) {
    return new Choice(order, code, reason, Optional.empty());
  }

  /** No member can serve: the first of {@code reserves} does. */
  static Choice fallback(List<Candidate> reserves, List<Candidate> members, Route route) {
    return plain(
        reserves, ReasonCode.ROUTE_FALLBACK, Reasons.fallback(reserves.get(0), members, route));
  }
}
