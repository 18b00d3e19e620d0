package dev.signalbox.ingress.routing;

import dev.signalbox.ingress.pool.Escalation;
import dev.signalbox.ingress.pool.Model;
import dev.signalbox.ingress.pool.PoolSnapshot;
import dev.signalbox.ingress.pool.Route;
import dev.signalbox.ingress.pricing.Charge;
import dev.signalbox.ingress.pricing.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Request facts + route + pool + conditions + estimates → decision. Stateless. */
public final class RoutingPolicy {
  private RoutingPolicy() {}

  /**
   * The member with the largest {@code success − weight × expected cost}; see {@link Choice}. The
   * order of documents never matters. A floor drains models while others can serve; it never leaves
   * a request without one.
   */
  public static RouteDecision decide(
      RequestFacts facts,
      Route route,
      PoolSnapshot pool,
      Conditions conditions,
      Estimates estimates) {
    RouteDecision decision = decideAbove(facts, route, pool, conditions, estimates);
    return decision instanceof RouteDecision.Impossible && route.floor().isPresent()
        ? decideAbove(facts, route, pool, conditions.withFloors(Floors.NONE), estimates)
        : decision;
  }

  private static RouteDecision decideAbove(
      RequestFacts facts,
      Route route,
      PoolSnapshot pool,
      Conditions conditions,
      Estimates estimates) {
    List<Candidate> members =
        Ranking.sorted(
            Considering.consider(route.models(), facts, route, pool, conditions, estimates),
            Ranking.CHEAPEST);
    List<Candidate> reserves =
        Considering.eligible(
            Considering.consider(route.fallbacks(), facts, route, pool, conditions, estimates));
    List<Candidate> eligible = Considering.eligible(members);
    if (!eligible.isEmpty()) {
      Choice choice = Choice.among(eligible, members, route, conditions, estimates);
      return routed(facts, route, pool, conditions, choice, members, reserves);
    }
    if (!reserves.isEmpty()) {
      Choice choice = Choice.fallback(reserves, members, route);
      return routed(facts, route, pool, conditions, choice, members, reserves);
    }
    List<Candidate> all =
        Considering.union(
            members,
            Considering.consider(route.fallbacks(), facts, route, pool, conditions, estimates));
    return new RouteDecision.Impossible(
        whyImpossible(all), Reasons.impossible(all, route), Ranking.sorted(all, Ranking.CHEAPEST));
  }

  /** The model that came furthest says what stood in its way. */
  private static ReasonCode whyImpossible(List<Candidate> all) {
    Gate furthest = Gate.ENABLED;
    for (Candidate candidate : all) {
      Gate gate = candidate.excluded().map(Exclusion::gate).orElse(Gate.ENABLED);
      furthest = gate.compareTo(furthest) > 0 ? gate : furthest;
    }
    return switch (furthest) {
      case HEALTH -> ReasonCode.NO_HEALTHY_MODEL;
      case BUDGET -> ReasonCode.NO_AFFORDABLE_MODEL;
      case MAX_COST -> ReasonCode.NO_MODEL_WITHIN_COST;
      case ENABLED, MODALITY, TOOLS, JSON, OUTPUT, CONTEXT, ZONE, FLOOR ->
          ReasonCode.NO_CAPABLE_MODEL;
    };
  }

  private static RouteDecision routed(
      RequestFacts facts,
      Route route,
      PoolSnapshot pool,
      Conditions conditions,
      Choice choice,
      List<Candidate> members,
      List<Candidate> reserves) {
    Candidate chosen = choice.first();
    Usage expected =
        ExpectedUsage.of(
            facts, chosen.model(), chosen.estimate(), conditions.cachedOn(chosen.model().name()));
    Model reference = reference(facts, route, pool, chosen);
    Charge charge = chosen.model().charge(expected, reference);
    return new RouteDecision.Routed(
        chosen.model(),
        modelsBehindTheFirst(Considering.union(choice.order(), reserves)),
        route.mode(),
        choice.code(),
        choice.reason(),
        reserves.isEmpty()
            ? members
            : Ranking.sorted(Considering.union(members, reserves), Ranking.CHEAPEST),
        choice.weighing(),
        escalation(facts, route, pool, conditions, chosen),
        reference,
        charge.billed(),
        charge.reference());
  }

  /**
   * The first of the route's stronger models that can serve, too: within what the client allows for
   * both together. An answer can be held back only while nothing of it has been sent.
   */
  private static Optional<EscalationPlan> escalation(
      RequestFacts facts, Route route, PoolSnapshot pool, Conditions conditions, Candidate chosen) {
    if (route.escalation().isEmpty()
        || route.escalation().get().to().contains(chosen.model().name())) {
      return Optional.empty();
    }
    Escalation rules = route.escalation().get();
    if (facts.stream()) {
      return Optional.of(EscalationPlan.none(rules, "a stream is sent as it comes"));
    }
    Conditions both =
        conditions.maxCost().isEmpty()
            ? conditions
            : conditions.withMaxCost(conditions.maxCost().get().minus(chosen.expectedCost()));
    for (Candidate candidate :
        Considering.consider(rules.to(), facts, route, pool, both, new Estimates.Skipped())) {
      if (candidate.eligible()) {
        return Optional.of(EscalationPlan.to(rules, candidate.model()));
      }
    }
    return Optional.of(EscalationPlan.none(rules, "no stronger model can serve it"));
  }

  private static List<Model> modelsBehindTheFirst(List<Candidate> order) {
    List<Model> models = new ArrayList<>(order.size());
    for (int i = 1; i < order.size(); i++) {
      models.add(order.get(i).model());
    }
    return models;
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
        Usage expected = ExpectedUsage.of(facts, model.get(), chosen.estimate(), 0);
        if (Gates.checkCapability(facts, model.get(), expected).isEmpty()) {
          return model.get();
        }
      }
    }
    return chosen.model();
  }
}
