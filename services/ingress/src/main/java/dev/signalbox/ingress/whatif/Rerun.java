package dev.signalbox.ingress.whatif;

import dev.signalbox.contracts.events.RoutingAsked;
import dev.signalbox.ingress.pool.Mode;
import dev.signalbox.ingress.pool.Model;
import dev.signalbox.ingress.pool.PoolSnapshot;
import dev.signalbox.ingress.pool.Route;
import dev.signalbox.ingress.routing.RouteDecision;
import dev.signalbox.ingress.routing.RoutingPolicy;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Makes a past decision again.
 *
 * @param mode instead of each decision's own; empty for those
 */
record Rerun(PoolSnapshot pool, Optional<Mode> mode) {
  /** What came of it. */
  sealed interface Result {
    /** A model was chosen. */
    record Chosen(RouteDecision.Routed routed) implements Result {}

    /** No model could serve, or the route or the model is not in the pool. */
    record Nothing(String because) implements Result {}
  }

  Result decide(PastDecision past) {
    Optional<Route> route = route(past);
    if (route.isEmpty()) {
      return new Result.Nothing("the pool has no " + past.event().getRoute());
    }
    RouteDecision decision =
        RoutingPolicy.decide(past.facts(), route.get(), pool, past.conditions(), past.estimates());
    return switch (decision) {
      case RouteDecision.Routed routed -> new Result.Chosen(routed);
      case RouteDecision.Impossible impossible -> new Result.Nothing(impossible.code().code());
    };
  }

  /** The route as the request had narrowed it. */
  private Optional<Route> route(PastDecision past) {
    Route route;
    switch (pool.resolve(past.event().getRoute())) {
      case PoolSnapshot.Target.ByRoute(Route found) -> route = found;
      case PoolSnapshot.Target.ByModel(Model model, Route found) -> route = found;
      case PoolSnapshot.Target.Disabled disabled -> {
        return Optional.empty();
      }
      case PoolSnapshot.Target.Unknown unknown -> {
        return Optional.empty();
      }
    }
    RoutingAsked asked = past.event().getAsked();
    List<String> only = asked == null ? List.of() : asked.getModels();
    List<String> models =
        only.isEmpty() ? route.models() : route.models().stream().filter(only::contains).toList();
    if (models.isEmpty()) {
      return Optional.empty();
    }
    Mode own = Mode.parse(past.event().getMode()).orElse(route.mode());
    return Optional.of(
        new Route(
            route.name(),
            models,
            mode.orElse(own),
            route.reference(),
            route.safe(),
            only.isEmpty() ? route.fallbacks() : List.of(),
            asked == null || asked.getZone() == null ? route.zones() : Set.of(asked.getZone()),
            route.caution(),
            route.escalation(),
            route.parity(),
            route.floor(),
            route.origin()));
  }
}
