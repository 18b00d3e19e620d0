package dev.signalbox.ingress.routing;

import static dev.signalbox.ingress.routing.Pools.ALL;
import static dev.signalbox.ingress.routing.Pools.CURVE;
import static dev.signalbox.ingress.routing.Pools.PICTURE;
import static dev.signalbox.ingress.routing.Pools.TEXT;
import static dev.signalbox.ingress.routing.Pools.TEXT_ONLY;
import static dev.signalbox.ingress.routing.Pools.cachingModel;
import static dev.signalbox.ingress.routing.Pools.disabled;
import static dev.signalbox.ingress.routing.Pools.expects;
import static dev.signalbox.ingress.routing.Pools.model;
import static dev.signalbox.ingress.routing.Pools.pool;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoutingPolicyTest {
  private static final Model SMALL = model("small", 10_000, ALL);
  private static final Model MIDDLE = model("middle", 100_000, ALL);
  private static final Model LARGE = model("large", 2_000_000, ALL);
  private static final PoolSnapshot POOL = pool(SMALL, MIDDLE, LARGE);

  @ParameterizedTest
  @CsvSource({
    "quality, large",
    "balanced, middle",
    "1, middle",
    "1.5, middle",
    "cost, small",
    "2, small",
    "100, small"
  })
  void shouldChooseWhatIsWorthMostInTheMode(String mode, String chosen) {
    // 1 000 output and input tokens cost small $0.000002, middle $0.00002, large $0.0004
    Route route = route(Mode.parse(mode).orElseThrow(), "small", "middle", "large");

    RouteDecision.Routed decision =
        routed(decide(TEXT, route, answered(Map.of("small", .90, "middle", .91, "large", .935))));

    assertThat(decision.model().name()).isEqualTo(chosen);
    assertThat(decision.weighing().orElseThrow().weightPerUsd())
        .isEqualTo(CURVE.weight(route.mode()));
    assertThat(decision.weighing().orElseThrow().alternatives())
        .extracting(one -> one.mode().name() + " " + one.model().name())
        .containsExactly("quality large", "balanced middle", "cost small");
  }

  @Test
  void shouldExplainACheaperChoiceInOneSentence() {
    RouteDecision.Routed decision =
        routed(
            decide(
                TEXT,
                route(Mode.BALANCED, "small", "middle", "large"),
                answered(Map.of("small", .5, "middle", .914, "large", .92))));

    assertThat(decision.code()).isEqualTo(ReasonCode.BEST_VALUE);
    assertThat(decision.code().code()).isEqualTo("best_value");
    assertThat(decision.reason())
        .isEqualTo(
            "middle is expected to answer 91.4% of requests like this well at $0.00002; in balanced"
                + " mode the 0.6 points more of large (92%) are not worth $0.0004");
    assertThat(decision.expectedCost()).isEqualTo(Money.ofNanoUsd(20_000));
    assertThat(decision.referenceCost()).isEqualTo(Money.ofNanoUsd(400_000));
    assertThat(decision.reference()).isEqualTo(LARGE);
  }

  @Test
  void shouldExplainThatTheBestIsWorthItsPrice() {
    RouteDecision.Routed decision =
        routed(
            decide(
                TEXT,
                route(Mode.COST, "small", "middle", "large"),
                answered(Map.of("small", .5, "middle", .55, "large", .9996))));

    assertThat(decision.code()).isEqualTo(ReasonCode.BEST);
    assertThat(decision.reason())
        .isEqualTo(
            "large is expected to answer 99.9% of requests like this well at $0.0004, the best of 3"
                + " models that can serve it, and in cost mode worth its price");
  }

  @Test
  void shouldSayWhatAPredictionRestsOn() {
    OperatingCurve carried =
        OperatingCurve.of(List.of(new OperatingCurve.Point(0, 1)), true).orElseThrow();
    Estimates estimates =
        new Estimates.Answered(
            Map.of("small", new Estimate(.9, .5, 1, Basis.PRIOR, 100), "large", expects(.9)),
            Optional.of(carried),
            Optional.empty());

    RouteDecision.Routed decision =
        routed(decide(TEXT, route(Mode.QUALITY, "small", "large"), estimates));

    assertThat(decision.reason())
        .isEqualTo(
            "small is expected (by its stated ability) to answer 90% of requests like this well at"
                + " $0.000002, the best of 2 models that can serve it, and none is cheaper"
                + " (operating points carried over from other models)");
  }

  @Test
  void shouldKeepAConversationWhereItsPromptCacheIsWhileTheGainIsSmall() {
    Model caching = cachingModel(model("caching", 2_000_000, ALL));
    Model other = model("other", 2_000_000, ALL);
    PoolSnapshot pool = pool(caching, other);
    Route route = route(Mode.BALANCED, "caching", "other");
    RequestFacts long2k = new RequestFacts(2_000, 0, 0, false, false, 0, "auto");
    Conditions warm = Conditions.of(Health.allUp()).withCache(new WarmCache("caching", 1_800));

    RouteDecision.Routed cold =
        routed(
            RoutingPolicy.decide(
                long2k,
                route,
                pool,
                Conditions.of(Health.allUp()),
                answered(Map.of("caching", .9, "other", .95))));
    RouteDecision.Routed kept =
        routed(
            RoutingPolicy.decide(
                long2k, route, pool, warm, answered(Map.of("caching", .9, "other", .95))));
    RouteDecision.Routed left =
        routed(
            RoutingPolicy.decide(
                long2k, route, pool, warm, answered(Map.of("caching", .5, "other", .95))));

    assertThat(cold.model()).isEqualTo(other);
    assertThat(kept.model()).isEqualTo(caching);
    assertThat(kept.code()).isEqualTo(ReasonCode.KEPT_CONVERSATION);
    // 2 100 tokens at $0.000002 each, of which 1 800 at a tenth
    assertThat(kept.expectedCost()).isEqualTo(Money.ofNanoUsd(960_000));
    assertThat(kept.reason())
        .isEqualTo(
            "caching keeps the conversation: its prompt cache has about 1800 tokens of it, worth"
                + " $0.0032, and moving to other would gain only 5 points (90% against 95%)");
    assertThat(left.model()).isEqualTo(other);
    assertThat(left.reason())
        .endsWith("; the conversation leaves caching, whose prompt cache would save only $0.0032");
  }

  @Test
  void shouldUseTheSafeModelWhenTheClassifierSaysThatItIsUnsure() {
    Estimates unsure =
        new Estimates.Answered(
            Map.of("small", expects(.9), "large", expects(.9)),
            Optional.of(CURVE),
            Optional.of("the text does not look English"));

    RouteDecision.Routed decision =
        routed(decide(TEXT, route(Mode.COST, "small", "large"), unsure));

    assertThat(decision.model()).isEqualTo(LARGE);
    assertThat(decision.code()).isEqualTo(ReasonCode.SAFE_CLASSIFIER_UNSURE);
    assertThat(decision.reason())
        .isEqualTo(
            "The classifier is unsure: the text does not look English, so large, a safe model of"
                + " auto, takes the request");
  }

  @Test
  void shouldUseTheSafeModelWhenACheaperOneMayDoFarWorse() {
    Estimate wide = new Estimate(.9, .3, 1, Basis.PRIOR, 100);

    RouteDecision.Routed decision =
        routed(
            decide(
                TEXT,
                route(Mode.COST, "small", "large"),
                Pools.answered(Map.of("small", wide, "large", expects(.92)))));

    assertThat(decision.model()).isEqualTo(LARGE);
    assertThat(decision.code()).isEqualTo(ReasonCode.SAFE_CLASSIFIER_UNSURE);
    assertThat(decision.reason())
        .isEqualTo(
            "The classifier is unsure: small may answer as few as 30% of requests like this well,"
                + " so large, a safe model of auto, takes the request");
  }

  @Test
  void shouldUseTheSafeModelWithoutOperatingPoints() {
    Estimates estimates =
        new Estimates.Answered(
            Map.of("small", expects(.9), "large", expects(.9)), Optional.empty(), Optional.empty());

    RouteDecision.Routed decision =
        routed(decide(TEXT, route(Mode.COST, "small", "large"), estimates));

    assertThat(decision.code()).isEqualTo(ReasonCode.SAFE_NO_OPERATING_POINTS);
    assertThat(decision.reason())
        .isEqualTo(
            "The classifier has no operating points, so large, a safe model of auto, takes the"
                + " request");
  }

  @Test
  void shouldShutModelsThatCostMoreThanTheClientAllowsOrTheBudgetHolds() {
    Route route = route(Mode.QUALITY, "small", "middle", "large");
    Estimates estimates = answered(Map.of("small", .5, "middle", .6, "large", .9));
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
                answered(Map.of("text", 1.0, "large", .1))));

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
    Estimates estimates = answered(Map.of("cheap", .9, "dear", .9));
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
        Optional.of(new dev.signalbox.ingress.pool.Floor(0.5)),
        route.origin());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          late        | SAFE_CLASSIFIER_LATE        | The classifier did not answer in time, so large, a safe model of auto, takes the request
          unavailable | SAFE_CLASSIFIER_UNAVAILABLE | The classifier can't be reached, so large, a safe model of auto, takes the request
          silent      | SAFE_CLASSIFIER_UNAVAILABLE | The classifier knows none of the models, so large, a safe model of auto, takes the request
          """)
  void shouldUseTheSafeModelAndSaySo(String what, ReasonCode code, String reason) {
    Estimates estimates =
        switch (what) {
          case "late" -> new Estimates.Late();
          case "unavailable" -> new Estimates.Unavailable();
          default -> answered(Map.of());
        };

    RouteDecision.Routed decision =
        routed(decide(TEXT, route(Mode.BALANCED, "small", "middle", "large"), estimates));

    assertThat(decision.model()).isEqualTo(LARGE);
    assertThat(decision.code()).isEqualTo(code);
    assertThat(decision.reason()).isEqualTo(reason);
    assertThat(decision.fallbacks()).containsExactly(MIDDLE, SMALL);
  }

  @Test
  void shouldFindAnotherWhenTheSafeModelIsDown() {
    RouteDecision.Routed decision =
        routed(
            RoutingPolicy.decide(
                TEXT,
                route(Mode.BALANCED, "small", "middle", "large"),
                POOL,
                Conditions.of(Health.of(Map.of("large", "its breaker is open"))),
                new Estimates.Late()));

    assertThat(decision.model()).isEqualTo(MIDDLE);
    assertThat(decision.reason())
        .isEqualTo(
            "The classifier did not answer in time, and no safe model of auto can serve this, so"
                + " middle takes the request");
  }

  @Test
  void shouldRankFallbacksAsIfTheOnesBeforeWereDown() {
    RouteDecision.Routed decision =
        routed(
            decide(
                TEXT,
                route(Mode.BALANCED, "small", "middle", "large"),
                answered(Map.of("small", .3, "middle", .92, "large", .92))));

    assertThat(decision.model()).isEqualTo(MIDDLE);
    assertThat(decision.fallbacks()).containsExactly(LARGE, SMALL);
  }

  @Test
  void shouldUseTheRoutesFallbackOnlyWhenNoMemberCanServe() {
    Route route =
        new Route(
            "auto",
            List.of("small", "middle"),
            Mode.COST,
            List.of("large"),
            List.of("small"),
            List.of("large"),
            Set.of(),
            Route.Origin.DOCUMENT);
    Estimates estimates = answered(Map.of("small", .1, "middle", .1, "large", 1.0));

    RouteDecision.Routed up = routed(decide(TEXT, route, estimates));
    RouteDecision.Routed down =
        routed(
            RoutingPolicy.decide(
                TEXT,
                route,
                POOL,
                Conditions.of(Health.of(Map.of("small", "it drains", "middle", "it drains"))),
                estimates));

    assertThat(up.model()).isEqualTo(SMALL);
    assertThat(up.fallbacks()).containsExactly(MIDDLE, LARGE);
    assertThat(down.model()).isEqualTo(LARGE);
    assertThat(down.code()).isEqualTo(ReasonCode.ROUTE_FALLBACK);
    assertThat(down.reason())
        .isEqualTo(
            "large, a fallback of auto, takes the request: small is down: it drains [health];"
                + " middle is down: it drains [health]");
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

  @Test
  void shouldObeyAClientThatNamesAModelAndClaimNoSaving() {
    RouteDecision.Routed decision =
        routed(decide(TEXT, Route.toModel("small"), new Estimates.Skipped()));

    assertThat(decision.model()).isEqualTo(SMALL);
    assertThat(decision.code()).isEqualTo(ReasonCode.MODEL_NAMED);
    assertThat(decision.reason()).isEqualTo("The client named small");
    assertThat(decision.referenceCost()).isEqualTo(decision.expectedCost());
    assertThat(decision.fallbacks()).isEmpty();
  }

  @Test
  void shouldCountNoSavingAgainstAReferenceThatCouldNotHaveServed() {
    Model textReference = model("reference", 2_000_000, TEXT_ONLY);
    PoolSnapshot pool = pool(SMALL, textReference, disabled(MIDDLE), LARGE);
    Route route =
        new Route(
            "auto",
            List.of("small"),
            Mode.COST,
            List.of("middle", "reference"),
            List.of("small"),
            List.of(),
            Set.of(),
            Route.Origin.DOCUMENT);

    RouteDecision.Routed picture =
        routed(
            RoutingPolicy.decide(
                PICTURE, route, pool, Conditions.of(Health.allUp()), new Estimates.Skipped()));
    RouteDecision.Routed text =
        routed(
            RoutingPolicy.decide(
                TEXT,
                route,
                pool,
                Conditions.of(Health.of(Map.of("reference", "it is down"))),
                new Estimates.Skipped()));

    assertThat(picture.reference()).isEqualTo(SMALL);
    assertThat(text.reference()).isEqualTo(textReference);
  }

  @Test
  void shouldListEveryModelCheapestFirstWithWhatWasExpectedOfIt() {
    PoolSnapshot pool = pool(LARGE, disabled(MIDDLE), SMALL);

    RouteDecision.Routed decision =
        routed(
            RoutingPolicy.decide(
                TEXT,
                route(Mode.COST, "large", "middle", "small"),
                pool,
                Conditions.of(Health.allUp()),
                answered(Map.of("small", .9, "large", .9))));

    assertThat(decision.candidates())
        .extracting(candidate -> candidate.model().name())
        .containsExactly("small", "middle", "large");
    assertThat(decision.candidates())
        .extracting(Candidate::basis)
        .containsExactly(Basis.OUTCOMES, Basis.NONE, Basis.OUTCOMES);
  }

  private static Exclusion gate(RequestFacts facts, Model model, Route route) {
    return RoutingPolicy.decide(
            facts, route, pool(model), Conditions.of(Health.allUp()), new Estimates.Skipped())
        .candidates()
        .get(0)
        .excluded()
        .orElseThrow();
  }

  private static RouteDecision decide(RequestFacts facts, Route route, Estimates estimates) {
    return RoutingPolicy.decide(facts, route, POOL, Conditions.of(Health.allUp()), estimates);
  }

  private static Estimates answered(Map<String, Double> success) {
    Map<String, Estimate> estimates = new java.util.HashMap<>();
    success.forEach((model, probability) -> estimates.put(model, expects(probability)));
    return Pools.answered(estimates);
  }
}
