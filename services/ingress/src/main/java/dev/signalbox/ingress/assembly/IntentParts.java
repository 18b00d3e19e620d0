package dev.signalbox.ingress.assembly;

import dev.signalbox.ingress.IngressConfig;
import dev.signalbox.ingress.pool.PoolSource;
import dev.signalbox.ingress.settlement.AfterCrash;
import dev.signalbox.ingress.settlement.Intents;
import dev.signalbox.ingress.settlement.Settlement;
import dev.signalbox.platform.spool.SlotFile;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Duration;
import org.jboss.logging.Logger;

/** The file of calls under way, and what a killed process left in it. */
@ApplicationScoped
public class IntentParts {
  private static final Logger LOG = Logger.getLogger(IntentParts.class);

  /** Before the spool is drained: what was settled already is still on disk then. */
  private static final int BEFORE_THE_DRAIN = EventParts.AFTER_MESSAGING - 1;

  private static final int CALLS_A_REQUEST = 2;
  private static final int SLOT_BYTES = 2_048;
  private static final long AGAIN_MILLIS = Duration.ofSeconds(5).toMillis();

  private final EventParts events;
  private final SlotFile file;
  private final Vertx vertx;

  /** The events' spool is opened first, and its lock keeps other processes away. */
  public IntentParts(IngressConfig config, EventParts events, Vertx vertx, MeterRegistry registry) {
    this.events = events;
    this.vertx = vertx;
    events.spool().backlogEvents();
    this.file = open(config.events().spool(), config.limits().requestsInFlight() * CALLS_A_REQUEST);
    Gauge.builder("signalbox.ingress.intents", file, SlotFile::taken)
        .description("Calls made and not settled, those of a killed process included")
        .register(registry);
  }

  static SlotFile open(Path spool, int slots) {
    return SlotFile.open(spool.resolve("intents"), slots, SLOT_BYTES);
  }

  @Produces
  @Singleton
  Intents intents(ControlParts control) {
    return new Intents(file, control.holder());
  }

  void start(
      @Observes @Priority(BEFORE_THE_DRAIN) StartupEvent starting,
      Settlement settlement,
      PoolSource pool) {
    AfterCrash left = new AfterCrash(file, events.spool(), settlement);
    if (left.waiting() > 0) {
      LOG.infof("%d requests were under way when the process before this ended", left.waiting());
      settle(left, pool);
      if (left.waiting() > 0) {
        String what =
            left.missing().isEmpty()
                ? "room in the event spool"
                : "models that are no longer in the pool: give back " + left.missing();
        LOG.warnf("%d of them can't be settled yet and wait for %s", left.waiting(), what);
      }
    }
  }

  private void settle(AfterCrash left, PoolSource pool) {
    int settled = left.settle(pool.current());
    if (settled > 0) {
      LOG.infof("%d of them settled, %d wait", settled, left.waiting());
    }
    if (left.waiting() > 0) {
      vertx.setTimer(
          AGAIN_MILLIS,
          again ->
              vertx.executeBlocking(
                  () -> {
                    settle(left, pool);
                    return left.waiting();
                  }));
    }
  }

  void stop(@Observes ShutdownEvent stopping) {
    file.close();
  }
}
