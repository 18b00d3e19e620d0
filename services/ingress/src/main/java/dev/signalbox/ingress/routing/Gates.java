package dev.signalbox.ingress.routing;

import dev.signalbox.ingress.pool.Activation;
import dev.signalbox.ingress.pool.Capabilities;
import dev.signalbox.ingress.pool.Model;
import dev.signalbox.ingress.pool.Route;
import dev.signalbox.ingress.pricing.Usage;
import dev.signalbox.platform.money.Money;
import java.util.Optional;

/**
 * What a model must pass before any score is looked at, in the order of {@link Gate}: first what
 * will never change, last what may pass. A model shut by the last gate could serve later.
 */
final class Gates {
  private Gates() {}

  /** The first gate that is shut for {@code model}; empty when it can serve. */
  static Optional<Exclusion> check(
      RequestFacts facts,
      Route route,
      Conditions conditions,
      Model model,
      Usage expected,
      Money cost) {
    Optional<Exclusion> incapable = checkCapability(facts, model, expected);
    if (incapable.isPresent()) {
      return incapable;
    }
    if (!route.zones().isEmpty() && !route.zones().contains(model.zone())) {
      return shut(Gate.ZONE, "runs in zone " + model.zone() + ", which the route leaves out");
    }
    Optional<String> drained = conditions.floors().drained(model.name());
    if (drained.isPresent()) {
      return shut(Gate.FLOOR, drained.get());
    }
    if (conditions.maxCost().isPresent() && cost.compareTo(conditions.maxCost().get()) > 0) {
      return shut(
          Gate.MAX_COST,
          "is expected to cost "
              + Reasons.price(cost)
              + ", above the "
              + Reasons.price(conditions.maxCost().get())
              + " allowed");
    }
    Optional<String> shortfall = conditions.budget().shortfall(model, facts);
    if (shortfall.isPresent()) {
      return shut(Gate.BUDGET, shortfall.get());
    }
    Optional<String> trouble = conditions.health().trouble(model.name());
    return trouble.isPresent() ? shut(Gate.HEALTH, "is down: " + trouble.get()) : Optional.empty();
  }

  /** Gates that depend on the model and the request alone. */
  static Optional<Exclusion> checkCapability(RequestFacts facts, Model model, Usage expected) {
    Capabilities can = model.capabilities();
    if (model.activation() instanceof Activation.Disabled(String because)) {
      return shut(Gate.ENABLED, "is not enabled: " + because);
    }
    if (facts.images() > 0 && !can.takesImages()) {
      return shut(Gate.MODALITY, "takes no pictures");
    }
    if (facts.tools() > 0 && !can.tools()) {
      return shut(Gate.TOOLS, "calls no tools");
    }
    if (facts.json() && !can.json()) {
      return shut(Gate.JSON, "has no JSON mode");
    }
    if (facts.maxOutputTokens() > can.maxOutputTokens()) {
      return shut(
          Gate.OUTPUT,
          "writes at most "
              + can.maxOutputTokens()
              + " tokens, and up to "
              + facts.maxOutputTokens()
              + " are asked for");
    }
    long needed =
        expected.inputTokens() + Math.max(expected.outputTokens(), facts.maxOutputTokens());
    if (needed > can.contextTokens()) {
      return shut(
          Gate.CONTEXT,
          "has a context of "
              + can.contextTokens()
              + " tokens, and about "
              + needed
              + " are needed");
    }
    return Optional.empty();
  }

  private static Optional<Exclusion> shut(Gate gate, String because) {
    return Optional.of(new Exclusion(gate, because));
  }
}
