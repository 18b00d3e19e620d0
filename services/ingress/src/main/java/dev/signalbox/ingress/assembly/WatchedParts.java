package dev.signalbox.ingress.assembly;

import dev.signalbox.edge.tls.PeerTls;
import dev.signalbox.ingress.IngressConfig;
import dev.signalbox.ingress.cluster.ClusterPool;
import dev.signalbox.ingress.keys.KeyFile;
import dev.signalbox.ingress.pool.PoolFile;
import dev.signalbox.ingress.pool.PoolSnapshot;
import dev.signalbox.ingress.pool.PoolSource;
import dev.signalbox.ingress.pool.PriceBook;
import dev.signalbox.ingress.pool.PriceBookFile;
import dev.signalbox.ingress.pool.Violation;
import dev.signalbox.ingress.upstream.Breaker;
import dev.signalbox.ingress.upstream.GuardedClient;
import dev.signalbox.ingress.upstream.ModelClients;
import dev.signalbox.ingress.upstream.UpstreamLimits;
import dev.signalbox.ingress.upstream.Workers;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/** What follows files: keys, pool, and the clients of the models in it. */
@ApplicationScoped
public class WatchedParts {
  private static final Logger LOG = Logger.getLogger(WatchedParts.class);

  private final IngressConfig config;

  public WatchedParts(IngressConfig config) {
    this.config = config;
  }

  @Produces
  @Singleton
  KeyFile keys(InstantSource clock) {
    return KeyFile.watch(config.keys().file(), config.keys().watchInterval(), clock, LOG::info);
  }

  void close(@Disposes KeyFile keys) {
    keys.close();
  }

  @Produces
  @Singleton
  ModelClients clients(Vertx vertx, PeerTls tls, Workers workers) {
    return new ModelClients(vertx, limits(config.upstreams()), System.getenv(), tls, workers);
  }

  static UpstreamLimits limits(IngressConfig.Upstreams upstreams) {
    return new UpstreamLimits(
        upstreams.connectTimeout(),
        upstreams.idleTimeout(),
        upstreams.keepAlive(),
        upstreams.connections(),
        upstreams.waiting(),
        upstreams.answerBytes(),
        upstreams.failuresToOpen(),
        upstreams.coolDown(),
        upstreams.longestCoolDown());
  }

  void close(@Disposes ModelClients clients) {
    clients.close();
  }

  @Produces
  @Singleton
  PriceBookFile prices(MeterRegistry registry) {
    Optional<Path> file = config.prices().file();
    if (file.isEmpty()) {
      return PriceBookFile.shipped();
    }
    AtomicInteger refused = new AtomicInteger();
    Gauge.builder("signalbox.ingress.prices.refused", refused, AtomicInteger::get)
        .description("1 while a price book is refused and an older one is in force")
        .register(registry);
    PriceBookFile.Listener listener =
        new PriceBookFile.Listener() {
          @Override
          public void accepted(PriceBook book) {
            refused.set(0);
            LOG.infof(
                "price book %s is in force: %d prices", book.version(), book.entries().size());
          }

          @Override
          public void refused(List<Violation> violations) {
            refused.set(1);
            violations.forEach(violation -> LOG.warn(violation.sentence()));
          }
        };
    return PriceBookFile.watch(file.get(), config.prices().watchInterval(), listener);
  }

  void close(@Disposes PriceBookFile prices) {
    prices.close();
  }

  @Produces
  @Singleton
  PoolSource pool(
      ModelClients clients,
      MeterRegistry registry,
      PriceBookFile prices,
      Instance<KubernetesClient> kubernetes) {
    AtomicInteger refused = new AtomicInteger();
    Gauge.builder("signalbox.ingress.pool.refused", refused, AtomicInteger::get)
        .description("1 while pool documents are refused and older ones are in force")
        .register(registry);
    MultiGauge breakers =
        MultiGauge.builder("signalbox.ingress.upstream.breaker")
            .description("0 while requests go to the model, 1 while one may try, 2 while none may")
            .register(registry);
    PoolSource.Listener listener =
        new PoolSource.Listener() {
          @Override
          public void accepted(PoolSnapshot accepted) {
            clients.use(accepted);
            measure(breakers, clients);
            refused.set(0);
            LOG.infof(
                "pool %s is in force: %d models, %d routes",
                accepted.version(), accepted.enabledModels().size(), accepted.routes().size());
          }

          @Override
          public void refused(List<Violation> violations) {
            refused.set(1);
            violations.forEach(violation -> LOG.warn(violation.sentence()));
          }
        };
    PoolSource pool = open(listener, prices, kubernetes);
    // A change that came while this began must not be put back by what was read before it.
    PoolSnapshot used;
    do {
      used = pool.current();
      clients.use(used);
    } while (!used.version().equals(pool.current().version()));
    measure(breakers, clients);
    return pool;
  }

  /** The client is made, and a kubeconfig looked for, only when the pool comes from a cluster. */
  private PoolSource open(
      PoolSource.Listener listener, PriceBookFile prices, Instance<KubernetesClient> kubernetes) {
    IngressConfig.Pool from = config.pool();
    return switch (from.source()) {
      case FILE ->
          PoolFile.watch(from.file(), System.getenv(), from.watchInterval(), prices, listener);
      case CLUSTER -> {
        KubernetesClient client = kubernetes.get();
        String namespace = from.namespace().orElseGet(client::getNamespace);
        yield ClusterPool.watch(
            client,
            namespace,
            System.getenv(),
            from.listPatience(),
            from.snapshot(),
            prices,
            listener);
      }
    };
  }

  private static void measure(MultiGauge gauge, ModelClients clients) {
    List<MultiGauge.Row<?>> rows = new ArrayList<>();
    for (String model : clients.breakers().keySet()) {
      rows.add(
          MultiGauge.Row.of(
              Tags.of("model", model),
              () -> {
                Breaker.View view = clients.breakers().get(model);
                boolean absent = clients.of(model).flatMap(GuardedClient::absence).isPresent();
                return view == null
                    ? Double.NaN
                    : absent ? Breaker.State.OPEN.gauge() : view.state().gauge();
              }));
    }
    gauge.register(rows, true);
  }

  void close(@Disposes PoolSource pool) {
    pool.close();
  }
}
