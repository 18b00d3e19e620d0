package dev.signalbox.ingress.assembly;

import dev.signalbox.edge.tls.PeerTls;
import dev.signalbox.ingress.IngressConfig;
import dev.signalbox.ingress.WorkersConfig;
import dev.signalbox.ingress.cluster.WorkerSlices;
import dev.signalbox.ingress.fleet.Fleet;
import dev.signalbox.ingress.telemetry.FleetMetrics;
import dev.signalbox.ingress.upstream.FleetLimits;
import dev.signalbox.ingress.upstream.Workers;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Workers that are found by their labels, where the pool comes from a cluster. */
@ApplicationScoped
public class FleetParts {
  private static final Logger LOG = Logger.getLogger(FleetParts.class);

  /** The Models and Routes were listed before: a list of slices takes no longer. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final IngressConfig config;
  private final boolean secured;
  private @Nullable WorkerSlices slices;

  public FleetParts(IngressConfig config, PeerTls tls) {
    this.config = config;
    this.secured = tls.on();
  }

  @Produces
  @Singleton
  Workers workers(Vertx vertx, PeerTls tls, MeterRegistry registry) {
    WorkersConfig workers = config.workers();
    return new Workers(
        vertx,
        WatchedParts.limits(config.upstreams()),
        new FleetLimits(
            workers.attempts(), workers.look(), workers.remember(), workers.mostRemembered()),
        new FleetMetrics(registry),
        tls);
  }

  void start(
      @Observes StartupEvent starting,
      Workers workers,
      MeterRegistry registry,
      Instance<KubernetesClient> kubernetes) {
    IngressConfig.Pool pool = config.pool();
    if (pool.source() == IngressConfig.Pool.Source.CLUSTER) {
      MultiGauge gauge =
          MultiGauge.builder("signalbox.ingress.workers")
              .description("Workers that are found by their labels, by pool, zone and state")
              .register(registry);
      KubernetesClient client = kubernetes.get();
      WorkerSlices watched =
          WorkerSlices.watch(
              client,
              pool.namespace().orElseGet(client::getNamespace),
              secured ? "peers" : "grpc",
              fleet -> {
                workers.use(fleet);
                measure(gauge, workers, fleet);
                LOG.infof("%d workers take requests", fleet.workers().size());
              });
      slices = watched;
      watched.awaitFirst(PATIENCE);
    }
  }

  private record Place(String pool, String zone) {}

  private static void measure(MultiGauge gauge, Workers workers, Fleet fleet) {
    List<MultiGauge.Row<?>> rows = new ArrayList<>();
    fleet.workers().stream()
        .map(worker -> new Place(worker.pool(), worker.zone()))
        .distinct()
        .forEach(
            place -> {
              rows.add(row(place, "ready", workers, view -> !view.resting()));
              rows.add(row(place, "resting", workers, Workers.View::resting));
            });
    gauge.register(rows, true);
  }

  private static MultiGauge.Row<?> row(
      Place place, String state, Workers workers, Predicate<Workers.View> counted) {
    return MultiGauge.Row.of(
        Tags.of("pool", place.pool, "zone", place.zone, "state", state),
        () ->
            workers.views().stream()
                .filter(view -> new Place(view.pool(), view.zone()).equals(place))
                .filter(counted)
                .count());
  }

  void close(@Disposes Workers workers) {
    if (slices != null) {
      slices.close();
    }
    workers.close();
  }
}
