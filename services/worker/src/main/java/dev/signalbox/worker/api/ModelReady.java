package dev.signalbox.worker.api;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Up once the model is loaded and has run a real forward. */
@Readiness
class ModelReady implements HealthCheck {
  private final ServedModel model;

  ModelReady(ServedModel model) {
    this.model = model;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("model").status(model.server().isReady()).build();
  }
}
