package dev.signalbox.ingress.flow;

import dev.signalbox.ingress.IngressProblem;
import dev.signalbox.ingress.chat.Operation;
import dev.signalbox.ingress.chat.RoutingWish;
import dev.signalbox.ingress.pool.Mode;
import dev.signalbox.ingress.pool.Model;
import dev.signalbox.ingress.pool.PoolSnapshot;
import dev.signalbox.ingress.pool.Route;
import dev.signalbox.platform.problem.ProblemException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The route that a request means: by name, narrowed by its own wishes. A wish never widens a route.
 */
final class RouteWish {
  private RouteWish() {}

  /**
   * @throws ProblemException when the name or a wish leads nowhere
   */
  static Route resolve(PoolSnapshot pool, String name, RoutingWish wish, Operation operation) {
    Route route = named(pool, name);
    Serving.check(pool, route, operation);
    return narrowed(pool, route, wish);
  }

  private static Route named(PoolSnapshot pool, String name) {
    return switch (pool.resolve(name)) {
      case PoolSnapshot.Target.ByRoute(Route found) -> found;
      case PoolSnapshot.Target.ByModel(Model model, Route found) -> found;
      case PoolSnapshot.Target.Disabled(Model model, String because) ->
          throw problem(
              IngressProblem.MODEL_DISABLED,
              "The model '" + model.name() + "' is switched off: " + because + ".",
              "model");
      case PoolSnapshot.Target.Unknown(String unknown) ->
          throw problem(
              IngressProblem.MODEL_NOT_FOUND,
              "The model '"
                  + printable(unknown)
                  + "' does not exist. GET /v1/models lists those that do.",
              "model");
    };
  }

  private static Route narrowed(PoolSnapshot pool, Route route, RoutingWish wish) {
    if (wish.equals(RoutingWish.NONE)) {
      return route;
    }
    Mode mode = wish.mode().isPresent() ? mode(wish.mode().get()) : route.mode();
    return new Route(
        route.name(),
        models(pool, route, wish),
        mode,
        route.reference(),
        route.safe(),
        wish.models().isEmpty() ? route.fallbacks() : List.of(),
        zones(pool, route, wish),
        route.caution(),
        wish.escalation() ? route.escalation() : Optional.empty(),
        wish.parity() ? route.parity() : Optional.empty(),
        route.floor(),
        route.origin());
  }

  private static Mode mode(String text) {
    return Mode.parse(text.toLowerCase(Locale.ROOT))
        .orElseThrow(
            () ->
                problem(
                    IngressProblem.INVALID_REQUEST,
                    "Invalid request: the mode must be quality, balanced, cost, or a number of points from 0 to 100 with at most 4 decimals.",
                    "routing.mode"));
  }

  private static List<String> models(PoolSnapshot pool, Route route, RoutingWish wish) {
    if (wish.models().isEmpty()) {
      return route.models();
    }
    for (int i = 0; i < wish.models().size(); i++) {
      if (pool.model(wish.models().get(i)).isEmpty()) {
        throw IngressProblem.invalid("routing.models[" + i + "]", "is no model here");
      }
    }
    List<String> kept = route.models().stream().filter(wish.models()::contains).toList();
    if (kept.isEmpty()) {
      throw problem(
          IngressProblem.INVALID_REQUEST,
          "Invalid request: none of 'routing.models' belongs to '" + route.name() + "'.",
          "routing.models");
    }
    return kept;
  }

  private static Set<String> zones(PoolSnapshot pool, Route route, RoutingWish wish) {
    if (wish.zone().isEmpty()) {
      return route.zones();
    }
    String zone = wish.zone().get();
    if (pool.models().values().stream().noneMatch(model -> model.zone().equals(zone))) {
      throw problem(
          IngressProblem.INVALID_REQUEST,
          "Invalid request: no model runs in the zone of 'routing.zone'.",
          "routing.zone");
    }
    if (!route.zones().isEmpty() && !route.zones().contains(zone)) {
      throw problem(
          IngressProblem.INVALID_REQUEST,
          "Invalid request: '" + route.name() + "' does not go to that zone.",
          "routing.zone");
    }
    return Set.of(zone);
  }

  private static String printable(String name) {
    return name.chars().allMatch(c -> c >= ' ' && c != 0x7F && c < 0xFFFE) ? name : "?";
  }

  private static ProblemException problem(IngressProblem problem, String message, String param) {
    return new ProblemException(problem, message, param, null);
  }
}
