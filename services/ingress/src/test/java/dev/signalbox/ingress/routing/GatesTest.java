package dev.signalbox.ingress.routing;

import static dev.signalbox.ingress.routing.Pools.ALL;
import static dev.signalbox.ingress.routing.Pools.LARGE;
import static dev.signalbox.ingress.routing.Pools.MIDDLE;
import static dev.signalbox.ingress.routing.Pools.PICTURE;
import static dev.signalbox.ingress.routing.Pools.POOL;
import static dev.signalbox.ingress.routing.Pools.TEXT;
import static dev.signalbox.ingress.routing.Pools.TEXT_ONLY;
import static dev.signalbox.ingress.routing.Pools.disabled;
import static dev.signalbox.ingress.routing.Pools.model;
import static dev.signalbox.ingress.routing.Pools.pool;
import static dev.signalbox.ingress.routing.Pools.predicted;
import static dev.signalbox.ingress.routing.Pools.route;
import static dev.signalbox.ingress.routing.Pools.routed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.ingress.pool.Capabilities;
import dev.signalbox.ingress.pool.Modality;
import dev.signalbox.ingress.pool.Mode;
import dev.signalbox.ingress.pool.Model;
import dev.signalbox.ingress.pool.PoolSnapshot;
import dev.signalbox.ingress.pool.Route;
import dev.signalbox.platform.money.Money;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GatesTest {
  @Test
  void shouldShutModelsThatCostMoreThanTheClientAllowsOrTheBudgetHolds() {
    Route route = route(Mode.QUALITY, "small", "middle", "large");
    Estimates estimates = predicted(Map.of("small", .5, "middle", .6, "large", .9));
    Conditions all = Conditions.of(Health.allUp());

    RouteDecision.Routed bounded =
        routed(
            RoutingPolicy.decide(
                TEXT, route, POOL, all.withMaxCost(Money.ofNanoUsd(20_000)), estimates));
    RouteDecision tooLow =
        RoutingPolicy.decide(TEXT, route, POOL, all.withMaxCost(Money.ofNanoUsd(1_999)), estimates);
    RouteDecision spent =
        RoutingPolicy.decide(
            TEXT,
            route,
            POOL,
            all.withBudget((model, facts) -> Optional.of("costs too much")),
            estimates);
    RouteDecision.Routed nearlySpent =
        routed(
            RoutingPolicy.decide(
                TEXT,
                route,
                POOL,
                all.withBudget(
                    Budget.of(
                        Optional.of(Money.ofNanoUsd(20_000)),
                        (model, facts) -> Money.ofNanoUsd(model.equals(LARGE) ? 400_000 : 20_000))),
                estimates));

    assertThat(bounded.model()).isEqualTo(MIDDLE);
    assertThat(bounded.candidates().get(2).excluded())
        .contains(
            new Exclusion(
                Gate.MAX_COST, "is expected to cost $0.0004, above the $0.00002 allowed"));
    assertThat(nearlySpent.model()).isEqualTo(MIDDLE);
    assertThat(nearlySpent.candidates().get(2).excluded())
        .contains(
            new Exclusion(Gate.BUDGET, "may cost up to $0.0004, and the budget has $0.00002 left"));
    assertThat(tooLow.code()).isEqualTo(ReasonCode.NO_MODEL_WITHIN_COST);
    assertThat(spent.code()).isEqualTo(ReasonCode.NO_AFFORDABLE_MODEL);
    assertThat(spent.reason())
        .startsWith(
            "No model of auto can serve this request: small costs too much [budget]; middle ");
  }

  @Test
  void shouldNeverSetAPictureOnATextModel() {
    PoolSnapshot pool = pool(model("text", 1, TEXT_ONLY), LARGE);

    RouteDecision.Routed decision =
        routed(
            RoutingPolicy.decide(
                PICTURE,
                route(Mode.COST, "text", "large"),
                pool,
                Conditions.of(Health.allUp()),
                predicted(Map.of("text", 1.0, "large", .1))));

    assertThat(decision.model()).isEqualTo(LARGE);
    assertThat(decision.fallbacks()).isEmpty();
    assertThat(decision.code()).isEqualTo(ReasonCode.ONLY_CAPABLE);
    assertThat(decision.reason())
        .isEqualTo(
            "large is the only model of auto that can serve this: text takes no pictures"
                + " [modality]");
  }

  @Test
  void shouldNameEachGate() {
    Model plain =
        model("plain", 1, new Capabilities(Set.of(Modality.TEXT), false, false, 1_000, 100, 0));
    Route route = route(Mode.COST, "plain");

    assertThat(gate(new RequestFacts(10, 0, 1, false, false, 0, "auto"), plain, route))
        .isEqualTo(new Exclusion(Gate.TOOLS, "calls no tools"));
    assertThat(gate(new RequestFacts(10, 0, 0, true, false, 0, "auto"), plain, route))
        .isEqualTo(new Exclusion(Gate.JSON, "has no JSON mode"));
    assertThat(gate(new RequestFacts(10, 0, 0, false, false, 101, "auto"), plain, route))
        .isEqualTo(
            new Exclusion(Gate.OUTPUT, "writes at most 100 tokens, and up to 101 are asked for"));
    assertThat(gate(new RequestFacts(901, 0, 0, false, false, 0, "auto"), plain, route))
        .isEqualTo(
            new Exclusion(Gate.CONTEXT, "has a context of 1000 tokens, and about 1001 are needed"));
    assertThat(gate(TEXT, disabled(plain), route))
        .isEqualTo(new Exclusion(Gate.ENABLED, "is not enabled: KEY is not set"));
    Route edge =
        new Route(
            "auto",
            route.models(),
            route.mode(),
            route.reference(),
            route.safe(),
            List.of(),
            Set.of("edge"),
            Route.Origin.DOCUMENT);
    assertThat(gate(new RequestFacts(10, 0, 0, false, false, 0, "auto"), plain, edge))
        .isEqualTo(new Exclusion(Gate.ZONE, "runs in zone cluster, which the route leaves out"));
  }

  @Test
  void shouldDrainAModelBelowTheFloorWhileAnotherCanServe() {
    Model cheap = model("cheap", 1_000, ALL);
    Model dear = model("dear", 2_000, ALL);
    Route floored = floored(route(Mode.COST, "cheap", "dear"));
    Estimates estimates = predicted(Map.of("cheap", .9, "dear", .9));
    Floors onlyCheap =
        model -> model.equals("cheap") ? Optional.of("is drained: so") : Optional.empty();
    Floors everyone = model -> Optional.of("is drained: so");

    RouteDecision.Routed drained = floor(floored, onlyCheap, estimates, cheap, dear);
    RouteDecision.Routed all = floor(floored, everyone, estimates, cheap, dear);

    assertThat(drained.model()).isEqualTo(dear);
    assertThat(drained.fallbacks()).isEmpty();
    assertThat(drained.candidates().get(0).excluded())
        .contains(new Exclusion(Gate.FLOOR, "is drained: so"));
    assertThat(all.model()).as("a floor leaves no request without a model").isEqualTo(cheap);
  }

  private static RouteDecision.Routed floor(
      Route route, Floors floors, Estimates estimates, Model... models) {
    return routed(
        RoutingPolicy.decide(
            TEXT,
            route,
            pool(models),
            Conditions.of(Health.allUp()).withFloors(floors),
            estimates));
  }

  private static Route floored(Route route) {
    return new Route(
        route.name(),
        route.models(),
        route.mode(),
        route.reference(),
        route.safe(),
        route.fallbacks(),
        route.zones(),
        route.caution(),
        route.escalation(),
        route.parity(),
        Optional.of(dev.signalbox.ingress.pool.Floor.ofShipShare(0.5)),
        route.origin());
  }

  @Test
  void shouldTellForeverFromForNow() {
    Route route = route(Mode.COST, "text", "large");
    PoolSnapshot pool = pool(model("text", 1, TEXT_ONLY), LARGE);
    Conditions down = Conditions.of(Health.of(Map.of("large", "its breaker is open")));

    RouteDecision now = RoutingPolicy.decide(PICTURE, route, pool, down, new Estimates.Skipped());
    RouteDecision forever =
        RoutingPolicy.decide(
            new RequestFacts(500_000, 0, 0, false, false, 0, "auto"),
            route,
            pool,
            down,
            new Estimates.Skipped());

    assertThat(now)
        .isInstanceOfSatisfying(
            RouteDecision.Impossible.class,
            impossible -> {
              assertThat(impossible.code()).isEqualTo(ReasonCode.NO_HEALTHY_MODEL);
              assertThat(impossible.reason())
                  .isEqualTo(
                      "No model of auto can serve this request: text takes no pictures"
                          + " [modality]; large is down: its breaker is open [health]");
            });
    assertThat(forever)
        .isInstanceOfSatisfying(
            RouteDecision.Impossible.class,
            impossible -> assertThat(impossible.code()).isEqualTo(ReasonCode.NO_CAPABLE_MODEL));
  }

  private static Exclusion gate(RequestFacts facts, Model model, Route route) {
    return RoutingPolicy.decide(
            facts, route, pool(model), Conditions.of(Health.allUp()), new Estimates.Skipped())
        .candidates()
        .get(0)
        .excluded()
        .orElseThrow();
  }
}
