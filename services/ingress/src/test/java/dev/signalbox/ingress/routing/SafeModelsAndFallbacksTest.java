package dev.signalbox.ingress.routing;

import static dev.signalbox.ingress.routing.Pools.CURVE;
import static dev.signalbox.ingress.routing.Pools.LARGE;
import static dev.signalbox.ingress.routing.Pools.MIDDLE;
import static dev.signalbox.ingress.routing.Pools.POOL;
import static dev.signalbox.ingress.routing.Pools.SMALL;
import static dev.signalbox.ingress.routing.Pools.TEXT;
import static dev.signalbox.ingress.routing.Pools.decide;
import static dev.signalbox.ingress.routing.Pools.expects;
import static dev.signalbox.ingress.routing.Pools.predicted;
import static dev.signalbox.ingress.routing.Pools.route;
import static dev.signalbox.ingress.routing.Pools.routed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.ingress.pool.Mode;
import dev.signalbox.ingress.pool.Route;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafeModelsAndFallbacksTest {
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
          default -> predicted(Map.of());
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
                predicted(Map.of("small", .3, "middle", .92, "large", .92))));

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
    Estimates estimates = predicted(Map.of("small", .1, "middle", .1, "large", 1.0));

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
}
