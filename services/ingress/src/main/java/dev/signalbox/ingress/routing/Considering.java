package dev.signalbox.ingress.routing;

import dev.signalbox.ingress.pool.Model;
import dev.signalbox.ingress.pool.PoolSnapshot;
import dev.signalbox.ingress.pool.Route;
import dev.signalbox.ingress.pricing.Usage;
import dev.signalbox.platform.money.Money;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Turns models into candidates: what is expected of each, and which gate shuts it. */
final class Considering {
  private Considering() {}

  static List<Candidate> consider(
      List<String> names,
      RequestFacts facts,
      Route route,
      PoolSnapshot pool,
      Conditions conditions,
      Estimates estimates) {
    Map<String, Estimate> predicted =
        estimates instanceof Estimates.Answered answered ? answered.byModel() : Map.of();
    List<Candidate> candidates = new ArrayList<>(names.size());
    for (String name : names) {
      Optional<Model> model = pool.model(name);
      if (model.isPresent()) {
        Optional<Estimate> estimate = Optional.ofNullable(predicted.get(name));
        candidates.add(consider(model.get(), estimate, facts, route, conditions));
      }
    }
    return candidates;
  }

  private static Candidate consider(
      Model model,
      Optional<Estimate> estimate,
      RequestFacts facts,
      Route route,
      Conditions conditions) {
    int cached = conditions.cachedOn(model.name());
    Usage expected = ExpectedUsage.of(facts, model, estimate, cached);
    Money cost = model.price().cost(expected);
    Money discount =
        cached == 0
            ? Money.ZERO
            : model.price().cost(ExpectedUsage.of(facts, model, estimate, 0)).minus(cost);
    return new Candidate(
        model,
        estimate,
        cost,
        discount,
        Gates.check(facts, route, conditions, model, expected, cost));
  }

  static List<Candidate> eligible(List<Candidate> candidates) {
    List<Candidate> eligible = new ArrayList<>(candidates.size());
    for (Candidate candidate : candidates) {
      if (candidate.eligible()) {
        eligible.add(candidate);
      }
    }
    return eligible;
  }

  static List<Candidate> predicted(List<Candidate> candidates) {
    List<Candidate> predicted = new ArrayList<>(candidates.size());
    for (Candidate candidate : candidates) {
      if (candidate.estimate().isPresent()) {
        predicted.add(candidate);
      }
    }
    return predicted;
  }

  /** {@code first}, then what of {@code then} is not among it. */
  static List<Candidate> union(List<Candidate> first, List<Candidate> then) {
    if (then.isEmpty()) {
      return first;
    }
    List<Candidate> all = new ArrayList<>(first.size() + then.size());
    all.addAll(first);
    for (Candidate candidate : then) {
      if (!contains(all, candidate.model())) {
        all.add(candidate);
      }
    }
    return all;
  }

  private static boolean contains(List<Candidate> candidates, Model model) {
    for (Candidate candidate : candidates) {
      if (candidate.isFor(model)) {
        return true;
      }
    }
    return false;
  }
}
