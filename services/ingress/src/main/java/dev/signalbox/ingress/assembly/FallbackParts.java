package dev.signalbox.ingress.assembly;

import dev.signalbox.ingress.IngressConfig;
import dev.signalbox.ingress.pool.FallbackGaps;
import dev.signalbox.ingress.pool.Model;
import dev.signalbox.ingress.pool.PoolSnapshot;
import dev.signalbox.ingress.pool.PoolSource;
import dev.signalbox.ingress.upstream.Reach;
import dev.signalbox.ingress.upstream.Workers;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jboss.logging.Logger;

/** Tells of fallbacks that would not work before they are needed: at the start, and after. */
@ApplicationScoped
public class FallbackParts {
  private static final Logger LOG = Logger.getLogger(FallbackParts.class);
  private static final long LOOK_MILLIS = Duration.ofSeconds(1).toMillis();
  private static final long TEST_MILLIS = Duration.ofMinutes(1).toMillis();

  private String known = "";

  @Produces
  @Singleton
  Reach reach(IngressConfig config, Vertx vertx, Workers workers) {
    return new Reach(
        vertx,
        config.upstreams().connectTimeout(),
        workers,
        (model, trouble) -> {
          if (trouble.isEmpty()) {
            LOG.infof("model %s can be reached again", model);
          } else {
            LOG.warnf(
                "model %s can't be reached (%s): start it or disable it in the pool; its requests go"
                    + " to their next model meanwhile",
                model, trouble);
          }
        });
  }

  void close(@Disposes Reach reach) {
    reach.close();
  }

  void start(
      @Observes StartupEvent starting,
      Vertx vertx,
      PoolSource pool,
      Reach reach,
      MeterRegistry registry) {
    Gauge.builder("signalbox.ingress.upstream.unreachable", () -> unreachable(pool, reach))
        .description("Enabled models whose upstream took no connection when last tried")
        .register(registry);
    look(pool, reach);
    vertx.setPeriodic(LOOK_MILLIS, tick -> look(pool, reach));
    vertx.setPeriodic(TEST_MILLIS, tick -> reach.test(pool.current()));
  }

  /** A new pool is tried as soon as it is in force. */
  private void look(PoolSource pool, Reach reach) {
    PoolSnapshot now = pool.current();
    if (!now.version().equals(known)) {
      known = now.version();
      FallbackGaps.of(now).forEach(gap -> LOG.warnf("%s; a fallback elsewhere mends it", gap));
      reach.test(now);
    }
  }

  private static long unreachable(PoolSource pool, Reach reach) {
    return pool.current().enabledModels().stream()
        .map(Model::name)
        .filter(name -> !reach.reached(name).orElse(true))
        .count();
  }
}
