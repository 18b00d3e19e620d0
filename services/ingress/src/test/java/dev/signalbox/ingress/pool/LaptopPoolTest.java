package dev.signalbox.ingress.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.ingress.routing.Basis;
import dev.signalbox.ingress.routing.Conditions;
import dev.signalbox.ingress.routing.Estimate;
import dev.signalbox.ingress.routing.Estimates;
import dev.signalbox.ingress.routing.Health;
import dev.signalbox.ingress.routing.OperatingCurve;
import dev.signalbox.ingress.routing.RequestFacts;
import dev.signalbox.ingress.routing.RouteDecision;
import dev.signalbox.ingress.routing.RoutingPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** deploy/local/pool.yaml does what the README's demo says. */
class LaptopPoolTest {
  private static final RequestFacts TEXT = new RequestFacts(40, 0, 0, false, false, 0, "auto");
  private static final RequestFacts PICTURE = new RequestFacts(20, 1, 0, false, false, 100, "auto");

  @Test
  void shouldSetRequestsOnSimulatorsAndTheLocalModelWithoutAKey() {
    PoolSnapshot pool = pool(Map.of());

    assertThat(pool.enabledModels())
        .extracting(Model::name)
        .containsExactly(
            "signalbox-see", "simulator-small", "simulator-large", "simulator-vectors");
    assertThat(
            decide(
                pool,
                TEXT,
                Map.of("signalbox-see", .1, "simulator-small", .91, "simulator-large", .915)))
        .isEqualTo("simulator-small");
    assertThat(
            decide(
                pool,
                TEXT,
                Map.of("signalbox-see", .05, "simulator-small", .5, "simulator-large", .8)))
        .isEqualTo("simulator-large");
    assertThat(decide(pool, PICTURE, abilities(pool))).isEqualTo("signalbox-see");
  }

  @Test
  void shouldLetSimulatorsStandDownWhenThereIsAKey() {
    PoolSnapshot pool = pool(Map.of("OPENAI_API_KEY", "sk-test"));

    assertThat(pool.enabledModels())
        .extracting(Model::name)
        .containsExactly("signalbox-see", "gpt-4o-mini", "gpt-4o", "text-embedding-3-small");
    assertThat(decide(pool, TEXT, Map.of("signalbox-see", .1, "gpt-4o-mini", .91, "gpt-4o", .915)))
        .isEqualTo("gpt-4o-mini");
    assertThat(decide(pool, PICTURE, abilities(pool))).isEqualTo("signalbox-see");
  }

  /** A dollar counts a tenth of an answer for no loss, two at a point, ten at two points. */
  private static final Optional<OperatingCurve> CURVE =
      OperatingCurve.of(
          List.of(
              new OperatingCurve.Point(0, .1),
              new OperatingCurve.Point(1, 10),
              new OperatingCurve.Point(2, 50)),
          false);

  private static Map<String, Double> abilities(PoolSnapshot pool) {
    Map<String, Double> abilities = new HashMap<>();
    pool.enabledModels().forEach(model -> abilities.put(model.name(), model.ability().vision()));
    return abilities;
  }

  private static String decide(PoolSnapshot pool, RequestFacts facts, Map<String, Double> success) {
    Map<String, Estimate> estimates = new HashMap<>();
    success.forEach(
        (model, probability) ->
            estimates.put(
                model, new Estimate(probability, probability, probability, Basis.OUTCOMES, 100)));
    RouteDecision decision =
        RoutingPolicy.decide(
            facts,
            pool.route("auto").orElseThrow(),
            pool,
            Conditions.of(Health.allUp()),
            new Estimates.Answered(estimates, CURVE, Optional.empty()));
    return switch (decision) {
      case RouteDecision.Routed routed -> routed.model().name();
      case RouteDecision.Impossible impossible -> impossible.reason();
    };
  }

  private static PoolSnapshot pool(Map<String, String> environment) {
    Path path = Path.of(System.getProperty("signalbox.root", "../.."), "deploy/local/pool.yaml");
    try {
      return switch (PoolDocuments.parse(Files.readString(path), "pool.yaml", environment)) {
        case PoolReading.Accepted(PoolSnapshot pool) -> pool;
        case PoolReading.Refused(List<Violation> violations) ->
            throw new AssertionError(violations.toString());
      };
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
