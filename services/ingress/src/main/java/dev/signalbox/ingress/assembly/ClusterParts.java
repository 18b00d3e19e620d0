package dev.signalbox.ingress.assembly;

import dev.signalbox.ingress.IngressConfig;
import dev.signalbox.ingress.cluster.ClusterPool;
import dev.signalbox.ingress.cluster.StatusWriter;
import dev.signalbox.ingress.pool.PoolSource;
import dev.signalbox.ingress.telemetry.RecentTraffic;
import dev.signalbox.ingress.upstream.ModelClients;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a replica does for a pool that comes from a cluster: stand for writing its statuses. */
@ApplicationScoped
public class ClusterParts {
  private static final int SUFFIX = 8;

  private final IngressConfig.Pool config;
  private @Nullable StatusWriter writer;

  public ClusterParts(IngressConfig config) {
    this.config = config.pool();
  }

  void start(
      @Observes StartupEvent started,
      PoolSource pool,
      ModelClients clients,
      MeterRegistry registry,
      InstantSource clock,
      Instance<KubernetesClient> kubernetes) {
    if (config.source() == IngressConfig.Pool.Source.CLUSTER
        && config.statuses()
        && pool instanceof ClusterPool cluster) {
      KubernetesClient client = kubernetes.get();
      RecentTraffic traffic = new RecentTraffic(registry, System::nanoTime);
      StatusWriter writing =
          StatusWriter.start(
              client,
              config.namespace().orElseGet(client::getNamespace),
              identity(),
              cluster,
              new SeenHere(traffic, clients, pool),
              clock,
              StatusWriter.Terms.USUAL);
      Gauge.builder("signalbox.ingress.pool.leader", writing, one -> one.leads() ? 1 : 0)
          .description("1 on the replica that writes the statuses of the pool")
          .register(registry);
      writer = writing;
    }
  }

  void stop(@Observes ShutdownEvent ending) {
    if (writer != null) {
      writer.close();
    }
  }

  /** A pod's name is its host's; two processes on one machine have one as well. */
  private static String identity() {
    return Optional.ofNullable(System.getenv("HOSTNAME")).orElse("ingress")
        + "-"
        + UUID.randomUUID().toString().substring(0, SUFFIX);
  }
}
