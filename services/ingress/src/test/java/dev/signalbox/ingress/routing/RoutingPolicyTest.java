package dev.signalbox.ingress.routing;

import static dev.signalbox.ingress.routing.Pools.ALL;
import static dev.signalbox.ingress.routing.Pools.CURVE;
import static dev.signalbox.ingress.routing.Pools.LARGE;
import static dev.signalbox.ingress.routing.Pools.MIDDLE;
import static dev.signalbox.ingress.routing.Pools.PICTURE;
import static dev.signalbox.ingress.routing.Pools.SMALL;
import static dev.signalbox.ingress.routing.Pools.TEXT;
import static dev.signalbox.ingress.routing.Pools.TEXT_ONLY;
import static dev.signalbox.ingress.routing.Pools.cachingModel;
import static dev.signalbox.ingress.routing.Pools.decide;
import static dev.signalbox.ingress.routing.Pools.disabled;
import static dev.signalbox.ingress.routing.Pools.expects;
import static dev.signalbox.ingress.routing.Pools.model;
import static dev.signalbox.ingress.routing.Pools.pool;
import static dev.signalbox.ingress.routing.Pools.predicted;
import static dev.signalbox.ingress.routing.Pools.route;
import static dev.signalbox.ingress.routing.Pools.routed;
import static org.assertj.core.api.Assertions.assertThat;

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
        routed(decide(TEXT, route, predicted(Map.of("small", .90, "middle", .91, "large", .935))));

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
                predicted(Map.of("small", .5, "middle", .914, "large", .92))));

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
                predicted(Map.of("small", .5, "middle", .55, "large", .9996))));

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
                predicted(Map.of("caching", .9, "other", .95))));
    RouteDecision.Routed kept =
        routed(
            RoutingPolicy.decide(
                long2k, route, pool, warm, predicted(Map.of("caching", .9, "other", .95))));
    RouteDecision.Routed left =
        routed(
            RoutingPolicy.decide(
                long2k, route, pool, warm, predicted(Map.of("caching", .5, "other", .95))));

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
                predicted(Map.of("small", .9, "large", .9))));

    assertThat(decision.candidates())
        .extracting(candidate -> candidate.model().name())
        .containsExactly("small", "middle", "large");
    assertThat(decision.candidates())
        .extracting(Candidate::basis)
        .containsExactly(Basis.OUTCOMES, Basis.NONE, Basis.OUTCOMES);
  }
}
