package dev.signalbox.ingress.assembly;

import dev.signalbox.ingress.events.EventLog;
import dev.signalbox.ingress.keys.Keys;
import dev.signalbox.ingress.pool.PoolSource;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready while requests can be answered and recorded: keys, budgets and a pool are in force, and the
 * spool has room. Kafka, verdict, the classifier and single models may be down meanwhile; the data
 * says which.
 */
@Readiness
@ApplicationScoped
public class Ready implements HealthCheck {
  private final Keys keys;
  private final PoolSource pool;
  private final EventLog log;
  private final EventParts events;
  private final RequestParts.ClassifierParts classifier;
  private final ClassifierPriming priming;
  private final ControlParts control;

  public Ready(
      Keys keys,
      PoolSource pool,
      EventLog log,
      EventParts events,
      RequestParts.ClassifierParts classifier,
      ClassifierPriming priming,
      ControlParts control) {
    this.keys = keys;
    this.pool = pool;
    this.log = log;
    this.events = events;
    this.classifier = classifier;
    this.priming = priming;
    this.control = control;
  }

  @Override
  public HealthCheckResponse call() {
    boolean room = log.hasRoom();
    return HealthCheckResponse.named("ingress")
        .status(keys.loaded() && control.known() && room && priming.over())
        .withData("keys", keys.loaded() ? "loaded" : "never loaded")
        .withData("verdict", control.condition())
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
