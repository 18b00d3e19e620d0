package dev.signalbox.ingress.assembly;

import dev.signalbox.ingress.IngressConfig;
import dev.signalbox.ingress.events.EventLog;
import dev.signalbox.platform.spool.EventPublisher;
import dev.signalbox.platform.spool.EventSpool;
import dev.signalbox.platform.spool.SpoolDrain;
import dev.signalbox.platform.spool.SpoolLimits;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The spool, its drain and the log that writes into it. */
@ApplicationScoped
public class EventParts {
  private static final Logger LOG = Logger.getLogger(EventParts.class);
  static final int AFTER_MESSAGING = 100_000;
  private static final long BYTES_PER_REQUEST = 8_192;

  private final EventSpool spool;
  private final EventPublisher publisher;
  private final IngressConfig.Events settings;
  private @Nullable SpoolDrain drain;
  private final EventLog log;

  public EventParts(IngressConfig config, EventPublisher publisher, MeterRegistry registry) {
    IngressConfig.Events events = config.events();
    SpoolLimits limits =
        new SpoolLimits(
            events.spoolBytes(), events.segmentBytes(), SpoolLimits.standard().flushInterval());
    this.spool = EventSpool.open(events.spool(), limits);
    if (spool.cutBytes() > 0) {
      LOG.warnf("%d bytes of a torn event were set aside in %s", spool.cutBytes(), events.spool());
    }
    long reserve =
        Math.min(events.spoolBytes() / 4, config.limits().requestsInFlight() * BYTES_PER_REQUEST);
    this.log = new EventLog(spool, events.source(), reserve);
    this.publisher = publisher;
    this.settings = events;
    Gauge.builder("signalbox.ingress.spool.events", spool, EventSpool::backlogEvents)
        .description("Events that wait for Kafka")
        .register(registry);
    Gauge.builder("signalbox.ingress.spool.bytes", spool, EventSpool::backlogBytes)
        .description("Bytes of events that wait for Kafka")
        .register(registry);
    Gauge.builder("signalbox.ingress.spool.limit.bytes", () -> limits.maxBytes())
        .description("Most bytes that may wait; beyond it requests are refused")
        .register(registry);
  }

  /**
   * The spool is opened when the process starts; it is drained once everything else has started.
   */
  void start(@Observes @Priority(AFTER_MESSAGING) StartupEvent started) {
    LOG.infof("%d events wait for Kafka", spool.backlogEvents());
    drain =
        SpoolDrain.start(
            spool, publisher, settings.publishTimeout(), settings.flushTimeout(), LOG::warn);
  }

  @Produces
  @Singleton
  EventLog log() {
    return log;
  }

  EventSpool spool() {
    return spool;
  }

  /** Requests have ended by now: what they wrote is delivered as far as the time allows. */
  void stop(@Observes ShutdownEvent stopping) {
    if (drain != null) {
      drain.close();
    }
    spool.close();
  }
}
