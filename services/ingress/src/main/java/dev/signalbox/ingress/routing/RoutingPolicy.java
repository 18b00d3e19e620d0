package dev.signalbox.ingress.routing;

import dev.signalbox.ingress.pool.Model;
import dev.signalbox.ingress.pool.PoolSnapshot;
import dev.signalbox.ingress.pool.Route;
import dev.signalbox.ingress.pricing.Charge;
import dev.signalbox.ingress.pricing.Usage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Request facts + route + pool + health + estimates → decision. Stateless. */
public final class RoutingPolicy {
  private static final Estimates NOTHING_PREDICTED = new Estimates.Skipped();

  private RoutingPolicy() {}

  /**
   * The members of {@code route} that can serve: those worth an estimate. With fewer than two there
   * is nothing to choose, and the classifier need not be asked.
   */
  public static List<Model> eligible(
      RequestFacts facts, Route route, PoolSnapshot pool, Health health) {
    return eligible(consider(route.models(), facts, route, pool, health, NOTHING_PREDICTED))
        .stream()
        .map(Candidate::model)
        .toList();
  }

  /**
   * The cheapest model whose predicted success is within the mode's band of the best one. Ties go
   * to the likelier, then to the name that sorts first: the order of documents never matters.
   */
  public static RouteDecision decide(
      RequestFacts facts, Route route, PoolSnapshot pool, Health health, Estimates estimates) {
    List<Candidate> members =
        cheapestFirst(consider(route.models(), facts, route, pool, health, estimates));
    List<Candidate> reserves = consider(route.fallbacks(), facts, route, pool, health, estimates);
    List<Candidate> eligible = eligible(members);
    List<Candidate> all = union(members, reserves);
    if (eligible.isEmpty()) {
      return fallBack(facts, route, pool, members, reserves, all);
    }
    Choice choice = choose(route, members, eligible, estimates);
    return routed(facts, route, pool, choice, reserves, all);
  }

  /** A decision in the making: the order to try, and why the first is first. */
  private record Choice(List<Candidate> order, ReasonCode code, String reason) {
    Candidate first() {
      return order.get(0);
    }
  }

  private static Choice choose(
      Route route, List<Candidate> members, List<Candidate> eligible, Estimates estimates) {
    if (route.origin() == Route.Origin.MODEL_NAME) {
      return new Choice(eligible, ReasonCode.MODEL_NAMED, Reasons.named(eligible.get(0)));
    }
    if (eligible.size() == 1) {
      return new Choice(
          eligible, ReasonCode.ONLY_CAPABLE, Reasons.onlyCapable(eligible.get(0), members, route));
    }
    List<Candidate> predicted =
        eligible.stream().filter(candidate -> candidate.estimate().isPresent()).toList();
    return predicted.isEmpty()
        ? chooseSafe(route, eligible, estimates)
        : chooseWithinBand(route, eligible, predicted);
  }

  private static Choice chooseWithinBand(
      Route route, List<Candidate> eligible, List<Candidate> predicted) {
    List<Candidate> ranked = Ranking.withinBand(predicted, route.mode().bandPoints());
    Candidate chosen = ranked.get(0);
    Candidate best = Ranking.best(predicted);
    List<Candidate> order = union(ranked, safestFirst(route, eligible));
    return chosen.isFor(best.model())
        ? new Choice(order, ReasonCode.BEST, Reasons.best(chosen, predicted.size(), route))
        : new Choice(
            order, ReasonCode.CHEAPEST_WITHIN_BAND, Reasons.withinBand(chosen, best, route));
  }

  private static Choice chooseSafe(Route route, List<Candidate> eligible, Estimates estimates) {
    List<Candidate> order = safestFirst(route, eligible);
    ReasonCode code =
        estimates instanceof Estimates.Late
            ? ReasonCode.SAFE_CLASSIFIER_LATE
            : ReasonCode.SAFE_CLASSIFIER_UNAVAILABLE;
    return new Choice(order, code, Reasons.safe(order.get(0), route, estimates));
  }

  /**
   * The route's safe models, then its references, then the dearest first: without a prediction a
   * high price is the best sign.
   */
  private static List<Candidate> safestFirst(Route route, List<Candidate> eligible) {
    return eligible.stream()
        .sorted(
            Comparator.comparingInt((Candidate one) -> place(route.safe(), one))
                .thenComparingInt(one -> place(route.reference(), one))
                .thenComparing(Candidate::expectedCost, Comparator.reverseOrder())
                .thenComparing(one -> one.model().name()))
        .toList();
  }

  private static int place(List<String> names, Candidate candidate) {
    int place = names.indexOf(candidate.model().name());
    return place < 0 ? Integer.MAX_VALUE : place;
  }

  private static RouteDecision fallBack(
      RequestFacts facts,
      Route route,
      PoolSnapshot pool,
      List<Candidate> members,
      List<Candidate> reserves,
      List<Candidate> all) {
    List<Candidate> eligible = eligible(reserves);
    if (eligible.isEmpty()) {
      ReasonCode code =
          all.stream().anyMatch(RoutingPolicy::isDown)
              ? ReasonCode.NO_HEALTHY_MODEL
              : ReasonCode.NO_CAPABLE_MODEL;
      return new RouteDecision.Impossible(code, Reasons.impossible(all, route), cheapestFirst(all));
    }
    Choice choice =
        new Choice(
            eligible, ReasonCode.ROUTE_FALLBACK, Reasons.fallback(eligible.get(0), members, route));
    return routed(facts, route, pool, choice, reserves, all);
  }

  private static boolean isDown(Candidate candidate) {
    return candidate.excluded().filter(why -> why.gate() == Gate.HEALTH).isPresent();
  }

  private static RouteDecision routed(
      RequestFacts facts,
      Route route,
      PoolSnapshot pool,
      Choice choice,
      List<Candidate> reserves,
      List<Candidate> all) {
    Candidate chosen = choice.first();
    Usage expected = ExpectedUsage.of(facts, chosen.model(), chosen.estimate());
    Model reference = reference(facts, route, pool, chosen);
    Charge charge = chosen.model().charge(expected, reference);
    List<Candidate> order = union(choice.order(), eligible(reserves));
    return new RouteDecision.Routed(
        chosen.model(),
        order.stream().skip(1).map(Candidate::model).toList(),
        route.mode(),
        choice.code(),
        choice.reason(),
        cheapestFirst(all),
        reference,
        charge.billed(),
        charge.reference());
  }

  /**
   * The first reference that could have served this request had it been up; its zone doesn't
   * matter, for nothing is sent there. A model that could not have served is no reference: then
   * nothing is claimed as saved.
   */
  private static Model reference(
      RequestFacts facts, Route route, PoolSnapshot pool, Candidate chosen) {
    for (String name : route.reference()) {
      Optional<Model> model = pool.model(name);
      if (model.isPresent()) {
        Usage expected = ExpectedUsage.of(facts, model.get(), chosen.estimate());
        if (Gates.checkCapability(facts, model.get(), expected).isEmpty()) {
          return model.get();
        }
      }
    }
    return chosen.model();
  }

  private static List<Candidate> consider(
      List<String> names,
      RequestFacts facts,
      Route route,
      PoolSnapshot pool,
      Health health,
      Estimates estimates) {
    Map<String, Estimate> predicted =
        estimates instanceof Estimates.Answered(var byModel) ? byModel : Map.of();
    List<Candidate> candidates = new ArrayList<>(names.size());
    for (String name : names) {
      pool.model(name)
          .map(model -> consider(model, facts, route, health, predicted))
          .ifPresent(candidates::add);
    }
    return candidates;
  }

  private static Candidate consider(
      Model model,
      RequestFacts facts,
      Route route,
      Health health,
      Map<String, Estimate> predicted) {
    Optional<Estimate> estimate = Optional.ofNullable(predicted.get(model.name()));
    Usage expected = ExpectedUsage.of(facts, model, estimate);
    return new Candidate(
        model,
        estimate,
        model.price().cost(expected),
        Gates.check(facts, route, health, model, expected));
  }

  private static List<Candidate> eligible(List<Candidate> candidates) {
    return candidates.stream().filter(Candidate::eligible).toList();
  }

  private static List<Candidate> union(List<Candidate> first, List<Candidate> then) {
    if (then.isEmpty()) {
      return first;
    }
    List<Candidate> all = new ArrayList<>(first);
    for (Candidate candidate : then) {
      if (all.stream().noneMatch(one -> one.isFor(candidate.model()))) {
        all.add(candidate);
      }
    }
    return all;
  }

  private static List<Candidate> cheapestFirst(List<Candidate> candidates) {
    return candidates.stream().sorted(Ranking.CHEAPEST).toList();
  }
}
