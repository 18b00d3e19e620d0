package dev.signalbox.ingress.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.signalbox.ingress.pool.PoolSnapshot;
import dev.signalbox.ingress.pool.PoolSource;
import dev.signalbox.ingress.pool.PriceBookFile;
import dev.signalbox.ingress.pool.Violation;
import dev.signalbox.ingress.upstream.Breaker;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against fabric8's mock of an API server; several replicas are several writers. */
@EnableKubernetesMockClient(crud = true)
class StatusWriterTest {
  private static final String NAMESPACE = "pools";
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final StatusWriter.Terms QUICK =
      new StatusWriter.Terms(
          // Longer than a pause of the machine, or the one that leads loses its Lease by it.
          Duration.ofSeconds(20),
          Duration.ofSeconds(15),
          Duration.ofMillis(200),
          Duration.ofMillis(200));

  @SuppressWarnings("NullAway.Init") // Set by the extension.
  KubernetesClient client;

  @SuppressWarnings("NullAway.Init") // Set by JUnit.
  @TempDir
  Path folder;

  private final AtomicReference<ModelView> seen = new AtomicReference<>(view(0.984, false));
  private final AtomicReference<RouteView> routed =
      new AtomicReference<>(
          new RouteView(OptionalDouble.of(0.9961), OptionalLong.of(70_000_000L), 2, 2, 0));
  private final List<AutoCloseable> open = new ArrayList<>();

  private static ModelView view(double success, boolean broken) {
    return new ModelView(
        OptionalDouble.of(success),
        OptionalLong.of(1_234_567_890L),
        Optional.of(broken ? Breaker.State.OPEN : Breaker.State.CLOSED),
        Optional.empty());
  }

  @BeforeEach
  void documents() {
    Documents.create(client, Documents.MODEL);
    Documents.create(client, Documents.ROUTE);
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : open.reversed()) {
      one.close();
    }
  }

  @Test
  void shouldTellThatADocumentIsInForceAndHowItsModelDoes() {
    replica("a");

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(condition("Route", "auto", "Accepted")).containsEntry("status", "True");
              assertThat(condition("Model", "small", "Ready"))
                  .containsEntry("status", "True")
                  .containsEntry("reason", "Reachable");
              assertThat(status("Model", "small"))
                  .containsEntry("health", "closed")
                  .containsEntry("observedCostUsd", "1.2346")
                  .hasEntrySatisfying(
                      "observedSuccess", value -> assertThat(value + "").isEqualTo("0.98"));
            });
  }

  @Test
  void shouldTellWhatIsWrongAndThatTheLastGoodContentStays() {
    replica("a");
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(condition("Route", "auto", "Ready")).containsEntry("status", "True"));

    Documents.update(client, Documents.ROUTE.replace("mode: cost", "mode: cheapest"));

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(condition("Route", "auto", "Accepted"))
                  .containsEntry("status", "False")
                  .containsEntry("reason", "Refused")
                  .hasEntrySatisfying(
                      "message",
                      message ->
                          assertThat(message + "")
                              .contains("spec.mode")
                              .endsWith("What was accepted before stays in force."));
              assertThat(condition("Route", "auto", "Ready")).containsEntry("status", "False");
              assertThat(condition("Model", "small", "Accepted")).containsEntry("status", "True");
            });
  }

  @Test
  void shouldTellThatAModelRests() {
    replica("a");
    seen.set(view(0.5, true));

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(condition("Model", "small", "Ready"))
                    .containsEntry("status", "False")
                    .containsEntry("reason", "BreakerOpen"));
  }

  @Test
  void shouldTellHowARouteDoes() {
    replica("a");
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(condition("Route", "auto", "Ready"))
                  .containsEntry("status", "True")
                  .containsEntry("message", "2 of 2 enabled members can serve.");
              assertThat(status("Route", "auto"))
                  .containsEntry("health", "healthy")
                  .containsEntry("observedCostUsd", "0.0700")
                  .hasEntrySatisfying(
                      "observedSuccess", value -> assertThat(value + "").startsWith("1"));
            });

    routed.set(new RouteView(OptionalDouble.of(0.5), OptionalLong.empty(), 2, 1, 0));
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(status("Route", "auto"))
                    .containsEntry("health", "degraded")
                    .doesNotContainKey("observedCostUsd"));

    routed.set(new RouteView(OptionalDouble.empty(), OptionalLong.empty(), 2, 0, 1));
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(condition("Route", "auto", "Ready"))
                    .containsEntry("status", "True")
                    .containsEntry("reason", "FallbacksOnly"));

    routed.set(new RouteView(OptionalDouble.empty(), OptionalLong.empty(), 2, 0, 0));
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(condition("Route", "auto", "Ready"))
                    .containsEntry("status", "False")
                    .containsEntry("reason", "NoModel"));
    assertThat(status("Route", "auto")).containsEntry("health", "down");
  }

  @Test
  void shouldTellThatAModelHasNoWorker() {
    replica("a");
    seen.set(
        new ModelView(
            OptionalDouble.empty(),
            OptionalLong.empty(),
            Optional.of(Breaker.State.CLOSED),
            Optional.of("no worker with its labels takes requests")));

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(condition("Model", "small", "Ready"))
                    .containsEntry("reason", "NoWorker")
                    .containsEntry("message", "No worker with its labels takes requests."));
  }

  @Test
  void shouldWriteFromOneReplicaAndFromAnotherWhenThatEnds() throws Exception {
    StatusWriter first = replica("a");
    await().atMost(PATIENCE).until(first::leads);
    StatusWriter second = replica("b");
    await().atMost(PATIENCE).until(() -> !status("Model", "small").isEmpty());
    assertThat(second.leads()).isFalse();

    first.close();

    await().atMost(PATIENCE).until(second::leads);
    assertThat(first.leads()).isFalse();
  }

  @Test
  void shouldWriteNothingWhenNothingChanged() {
    StatusWriter writer = replica("a");
    await()
        .atMost(PATIENCE)
        .until(() -> status("Model", "small").containsKey("health") && writer.leads());
    seen.set(view(0.9841, false));
    // A later change of another kind comes through: the rounds between wrote nothing here.
    Documents.update(client, Documents.ROUTE.replace("mode: cost", "mode: quality"));
    // A round that has not heard of the one before may write the same once more; then none does.
    AtomicReference<String> last = new AtomicReference<>("");
    await()
        .during(QUICK.interval().multipliedBy(3))
        .atMost(PATIENCE)
        .until(
            () -> {
              String now =
                  Documents.get(client, "Model", "small").getMetadata().getResourceVersion();
              return now.equals(last.getAndSet(now));
            });
  }

  private StatusWriter replica(String identity) {
    ClusterPool pool =
        ClusterPool.watch(
            client,
            NAMESPACE,
            Map.of(),
            PATIENCE,
            folder.resolve(identity),
            PriceBookFile.shipped(),
            new Unheard());
    open.add(pool);
    StatusWriter writer =
        StatusWriter.start(
            client,
            NAMESPACE,
            identity,
            pool,
            new Seen.Source() {
              @Override
              public ModelView model(String name) {
                return Objects.requireNonNull(seen.get());
              }

              @Override
              public RouteView route(String name) {
                return Objects.requireNonNull(routed.get());
              }
            },
            InstantSource.system(),
            QUICK);
    open.add(writer);
    return writer;
  }

  private Map<String, Object> status(String kind, String name) {
    GenericKubernetesResource resource = Documents.get(client, kind, name);
    return resource.getAdditionalProperties().get("status") instanceof Map<?, ?> status
        ? Documents.named(status)
        : Map.of();
  }

  private Map<String, Object> condition(String kind, String name, String type) {
    return status(kind, name).get("conditions") instanceof List<?> conditions
        ? conditions.stream()
            .map(condition -> Documents.named((Map<?, ?>) condition))
            .filter(condition -> type.equals(condition.get("type")))
            .findFirst()
            .orElse(Map.of())
        : Map.of();
  }

  private static final class Unheard implements PoolSource.Listener {
    @Override
    public void accepted(PoolSnapshot pool) {
      // The statuses are what is looked at.
    }

    @Override
    public void refused(List<Violation> violations) {
      // The statuses are what is looked at.
    }
  }
}
