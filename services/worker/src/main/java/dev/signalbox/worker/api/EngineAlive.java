package dev.signalbox.worker.api;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Down once the engine's thread has died; a restart is the only cure. */
@Liveness
class EngineAlive implements HealthCheck {
  private final ServedModel model;

  EngineAlive(ServedModel model) {
    this.model = model;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("engine").status(model.server().isAlive()).build();
  }
}
