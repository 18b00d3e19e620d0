package dev.signalbox.ingress.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.ingress.pool.PoolRefusedException;
import dev.signalbox.ingress.pool.PoolSnapshot;
import dev.signalbox.ingress.pool.PoolSource;
import dev.signalbox.ingress.pool.Violation;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Against fabric8's mock of an API server. */
@EnableKubernetesMockClient(crud = true)
class ClusterPoolTest {
  private static final String MODEL =
      """
      apiVersion: signalbox.dev/v1alpha1
      kind: Model
      metadata: {name: small, namespace: pools}
      spec:
        upstream: {openai: {baseUrl: "http://127.0.0.1:9/v1", model: small}}
        provider: us
        publisher: us
        capabilities: {input: [text], contextTokens: 2048, maxOutputTokens: 512}
        price: {version: "1", source: ours, date: "2026-11-22", inputPerMillion: 0.000001, outputPerMillion: 2}
        zone: cluster
        ability: {text: 0.3}
      """;
  private static final String ROUTE =
      """
      apiVersion: signalbox.dev/v1alpha1
      kind: Route
      metadata: {name: auto, namespace: pools}
      spec: {models: [small], mode: cost, reference: [small], safe: [small]}
      """;

  @SuppressWarnings("NullAway.Init") // Set by the extension.
  KubernetesClient client;

  private final BlockingQueue<PoolSnapshot> accepted = new LinkedBlockingQueue<>();
  private final BlockingQueue<List<Violation>> refused = new LinkedBlockingQueue<>();
  private @Nullable ClusterPool pool;

  private PoolSnapshot inForce() {
    return Objects.requireNonNull(pool).current();
  }

  @AfterEach
  void stop() {
    if (pool != null) {
      pool.close();
    }
  }

  @Test
  void shouldReadWhatIsThere() {
    resource(MODEL).create();
    resource(ROUTE).create();
    watch();

    assertThat(inForce().routes()).containsOnlyKeys("auto");
    assertThat(inForce().model("small").orElseThrow().price().input().picoUsdPerToken())
        .isEqualTo(1);
  }

  @Test
  void shouldSeeAChangeOfARouteWithinASecond() throws Exception {
    resource(MODEL).create();
    resource(ROUTE).create();
    watch();

    resource(ROUTE.replace("mode: cost", "mode: quality")).update();

    PoolSnapshot told = accepted.poll(1, TimeUnit.SECONDS);
    assertThat(told).isNotNull().isSameAs(inForce());
    assertThat(told.route("auto").orElseThrow().mode())
        .isNotEqualTo(dev.signalbox.ingress.pool.Mode.parse("cost").orElseThrow());
  }

  @Test
  void shouldKeepTheLastGoodRouteWhileItIsBadAndTakeItsMending() throws Exception {
    resource(MODEL).create();
    resource(ROUTE).create();
    watch();
    PoolSnapshot good = inForce();

    resource(ROUTE.replace("mode: cost", "mode: cheapest")).update();

    List<Violation> told = refused.poll(5, TimeUnit.SECONDS);
    assertThat(told).isNotNull();
    assertThat(told.get(0).path()).isEqualTo("Route/auto spec.mode");
    assertThat(inForce().version()).isEqualTo(good.version());

    resource(ROUTE).update();

    PoolSnapshot mended = accepted.poll(5, TimeUnit.SECONDS);
    assertThat(mended).isNotNull();
    assertThat(mended.version()).isEqualTo(good.version());
  }

  @Test
  void shouldNotStartWithoutAModel() {
    assertThatThrownBy(this::watch)
        .isInstanceOf(PoolRefusedException.class)
        .hasMessageContaining("has no Model");
  }

  private void watch() {
    pool =
        ClusterPool.watch(
            client,
            "pools",
            Map.of(),
            Duration.ofSeconds(20),
            new PoolSource.Listener() {
              @Override
              public void accepted(PoolSnapshot now) {
                accepted.add(now);
              }

              @Override
              public void refused(List<Violation> violations) {
                refused.add(violations);
              }
            });
  }

  private Resource<GenericKubernetesResource> resource(String yaml) {
    GenericKubernetesResource resource =
        client.getKubernetesSerialization().unmarshal(yaml, GenericKubernetesResource.class);
    return client
        .genericKubernetesResources(ClusterPool.documentsOf(resource.getKind()))
        .inNamespace("pools")
        .resource(resource);
  }
}
