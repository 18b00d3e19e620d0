package dev.signalbox.ingress.assembly;

import dev.signalbox.edge.tls.PeerTls;
import dev.signalbox.ingress.IngressConfig;
import dev.signalbox.ingress.ParityConfig;
import dev.signalbox.ingress.admission.Spending;
import dev.signalbox.ingress.chat.ChatRequestReader;
import dev.signalbox.ingress.dispatch.DispatchLimits;
import dev.signalbox.ingress.dispatch.Dispatcher;
import dev.signalbox.ingress.events.EventLog;
import dev.signalbox.ingress.flow.PictureShelf;
import dev.signalbox.ingress.flow.Shadowing;
import dev.signalbox.ingress.keys.ApiKey;
import dev.signalbox.ingress.parity.Comparing;
import dev.signalbox.ingress.parity.ParityDesk;
import dev.signalbox.ingress.parity.ParityLimits;
import dev.signalbox.ingress.picture.PictureFetcher;
import dev.signalbox.ingress.pool.PoolSnapshot;
import dev.signalbox.ingress.pool.PoolSource;
import dev.signalbox.ingress.settlement.Estimating;
import dev.signalbox.ingress.settlement.Settlement;
import dev.signalbox.ingress.telemetry.ParityMetrics;
import dev.signalbox.ingress.upstream.ModelClients;
import dev.signalbox.ingress.upstream.UpstreamLimits;
import dev.signalbox.ingress.upstream.Workers;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What holds answers against the reference's: clients of its own, so that it gets in nobody's way.
 */
@ApplicationScoped
public class ParityParts {
  private final IngressConfig config;
  private final Vertx vertx;
  private final ModelClients clients;
  private String inUse = "";

  public ParityParts(IngressConfig config, Vertx vertx, PeerTls tls, Workers workers) {
    this.config = config;
    this.vertx = vertx;
    UpstreamLimits usual = WatchedParts.limits(config.upstreams());
    int connections = config.parity().parallel();
    this.clients =
        new ModelClients(
            vertx,
            new UpstreamLimits(
                usual.connect(),
                usual.idle(),
                usual.keepAlive(),
                connections,
                connections,
                usual.answerBytes(),
                usual.failuresToOpen(),
                usual.coolDown(),
                usual.longestCoolDown()),
            System.getenv(),
            tls,
            workers);
  }

  @Produces
  @Singleton
  Shadowing shadowing(
      PoolSource pool,
      ChatRequestReader reader,
      Spending spending,
      Settlement settlement,
      Estimating estimating,
      EventLog events,
      PictureFetcher fetcher,
      InstantSource clock,
      MeterRegistry registry) {
    ParityConfig parity = config.parity();
    if (!parity.enabled()) {
      return Shadowing.off();
    }
    DispatchLimits limits =
        new DispatchLimits(
            parity.deadline(),
            parity.deadline(),
            1,
            config.streams().pingInterval(),
            Optional.empty());
    ParityMetrics metrics = new ParityMetrics(registry);
    Dispatcher dispatcher = new Dispatcher(vertx, clients, limits, metrics);
    Comparing comparing =
        new Comparing(
            current(pool::current, dispatcher),
            pool::current,
            reader,
            spending,
            settlement,
            estimating,
            clock,
            new ApiKey("parity", parity.account(), null),
            PictureShelf.reader(fetcher, RequestParts.pictureLimits(config.pictures())),
            parity.bytes());
    ParityDesk desk =
        new ParityDesk(
            new ParityLimits(
                parity.parallel(), parity.waiting(), parity.bytes(), parity.pictureBytes()),
            comparing,
            events,
            clock,
            metrics);
    Gauge.builder("signalbox.ingress.parity.backlog", desk, ParityDesk::backlog)
        .description("Drawn requests that are not judged yet")
        .register(registry);
    return new Shadowing(
        Optional.of(desk),
        Set.copyOf(parity.privateTenants().orElse(List.of())),
        Set.copyOf(parity.privateKeys().orElse(List.of())));
  }

  /** Follows the pool when there is something to compare, and not before. */
  private Supplier<Dispatcher> current(Supplier<PoolSnapshot> pool, Dispatcher dispatcher) {
    return () -> {
      follow(pool.get());
      return dispatcher;
    };
  }

  private synchronized void follow(PoolSnapshot now) {
    if (!inUse.equals(now.version())) {
      clients.use(now);
      inUse = now.version();
    }
  }

  void close(@Observes ShutdownEvent stopping) {
    clients.close();
  }
}
