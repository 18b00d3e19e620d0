package dev.signalbox.ingress.assembly;

import dev.signalbox.ingress.events.EventLog;
import dev.signalbox.ingress.keys.KeyFile;
import dev.signalbox.ingress.pool.PoolFile;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready while requests can be answered and recorded: keys and a pool are in force, and the spool
 * has room. Kafka, the classifier and single models may be down meanwhile; the data says which.
 */
@Readiness
@ApplicationScoped
public class Ready implements HealthCheck {
  private final KeyFile keys;
  private final PoolFile pool;
  private final EventLog log;
  private final EventParts events;
  private final RequestParts.ClassifierParts classifier;
  private final ClassifierPriming priming;

  public Ready(
      KeyFile keys,
      PoolFile pool,
      EventLog log,
      EventParts events,
      RequestParts.ClassifierParts classifier,
      ClassifierPriming priming) {
    this.keys = keys;
    this.pool = pool;
    this.log = log;
    this.events = events;
    this.classifier = classifier;
    this.priming = priming;
  }

  @Override
  public HealthCheckResponse call() {
    boolean room = log.hasRoom();
    return HealthCheckResponse.named("ingress")
        .status(keys.loaded() && room && priming.over())
        .withData("keys", keys.loaded() ? "loaded" : "never loaded")
        .withData("pool", pool.current().version())
        .withData("spool", room ? "has room" : "full")
        .withData("spoolEvents", events.spool().backlogEvents())
        .withData(
            "classifier",
            classifier
                .client()
                .map(c -> c.answering() ? "answering" : "not answering")
                .orElse("off"))
        .build();
  }
}
