package dev.signalbox.ingress.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.ingress.pool.Mode;
import dev.signalbox.ingress.pool.PoolRefusedException;
import dev.signalbox.ingress.pool.PoolSnapshot;
import dev.signalbox.ingress.pool.PoolSource;
import dev.signalbox.ingress.pool.PriceBookFile;
import dev.signalbox.ingress.pool.Violation;
import dev.signalbox.testing.Fastest;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against fabric8's mock of an API server. */
@EnableKubernetesMockClient(crud = true)
class ClusterPoolTest {
  @SuppressWarnings("NullAway.Init") // Set by the extension.
  KubernetesClient client;

  @SuppressWarnings("NullAway.Init") // Set by JUnit.
  @TempDir
  Path folder;

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
    Documents.create(client, Documents.MODEL);
    Documents.create(client, Documents.ROUTE);
    watch();

    assertThat(inForce().routes()).containsOnlyKeys("auto");
    assertThat(inForce().model("small").orElseThrow().price().rates().input().picoUsdPerToken())
        .isEqualTo(1);
  }

  @Test
  void shouldSeeAChangeOfARouteWithinASecond() throws Exception {
    Documents.create(client, Documents.MODEL);
    Documents.create(client, Documents.ROUTE);
    watch();

    Duration limit = Duration.ofSeconds(1);
    Iterator<String> modes = Stream.iterate("quality", this::other).iterator();
    assertThat(Fastest.below(limit, () -> Fastest.time(() -> tellOf(modes.next()))))
        .isLessThan(limit);
  }

  private String other(String mode) {
    return mode.equals("quality") ? "cost" : "quality";
  }

  private void tellOf(String mode) throws Exception {
    Documents.update(client, Documents.ROUTE.replace("mode: cost", "mode: " + mode));
    PoolSnapshot told = accepted.poll(60, TimeUnit.SECONDS);
    assertThat(told).isNotNull().isSameAs(inForce());
    assertThat(told.route("auto").orElseThrow().mode()).isEqualTo(Mode.parse(mode).orElseThrow());
  }

  @Test
  void shouldKeepTheLastGoodRouteWhileItIsBadAndTakeItsMending() throws Exception {
    Documents.create(client, Documents.MODEL);
    Documents.create(client, Documents.ROUTE);
    watch();
    PoolSnapshot good = inForce();

    Documents.update(client, Documents.ROUTE.replace("mode: cost", "mode: cheapest"));

    List<Violation> told = refused.poll(60, TimeUnit.SECONDS);
    assertThat(told).isNotNull();
    assertThat(told.get(0).path()).isEqualTo("Route/auto spec.mode");
    assertThat(inForce().version()).isEqualTo(good.version());

    Documents.update(client, Documents.ROUTE);

    PoolSnapshot mended = accepted.poll(60, TimeUnit.SECONDS);
    assertThat(mended).isNotNull();
    assertThat(mended.version()).isEqualTo(good.version());
  }

  @Test
  void shouldNotStartWithoutAModel() {
    assertThatThrownBy(this::watch)
        .isInstanceOf(PoolRefusedException.class)
        .hasMessageContaining("has no Model");
  }

  @Test
  void shouldServeTheLastGoodPoolWhileTheApiServerIsAwayAndThenFollow() throws Exception {
    Documents.create(client, Documents.MODEL);
    Documents.create(client, Documents.ROUTE);
    watch();
    String version = inForce().version();
    Objects.requireNonNull(pool).close();

    try (KubernetesClient nowhere =
        new KubernetesClientBuilder()
            .withConfig(new ConfigBuilder().withMasterUrl("http://127.0.0.1:9").build())
            .build()) {
      watch(nowhere, Duration.ofMillis(200));
      assertThat(inForce().version()).isEqualTo(version);
      Objects.requireNonNull(pool).close();

      Path kept = folder.resolve("pool.txt");
      Files.writeString(kept, Files.readString(kept).replace("cost", "paid"));
      assertThatThrownBy(() -> watch(nowhere, Duration.ofMillis(200)))
          .isInstanceOf(PoolRefusedException.class)
          .hasMessageContaining("could not be listed");
    }
  }

  private void watch() {
    watch(client, Duration.ofMinutes(1));
  }

  private void watch(KubernetesClient client, Duration patience) {
    pool =
        ClusterPool.watch(
            client,
            "pools",
            Map.of(),
            patience,
            folder.resolve("pool.txt"),
            PriceBookFile.shipped(),
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
}
