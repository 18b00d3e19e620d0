package dev.signalbox.classifier.api;

import dev.signalbox.classifier.model.Assessor;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Ready once the model is read and warm. */
@Readiness
@Singleton
public class ModelReadiness implements HealthCheck {
  private final LoadedModel model;
  private final Recalibrations recalibrations;

  @Inject
  ModelReadiness(LoadedModel model, Recalibrations recalibrations) {
    this.model = model;
    this.recalibrations = recalibrations;
  }

  @Override
  public HealthCheckResponse call() {
    Assessor assessor = model.assessor();
    HealthCheckResponseBuilder response =
        HealthCheckResponse.named("classifier model").status(assessor != null);
    return assessor == null
        ? response.build()
        : response
            .withData("version", recalibrations.of(assessor).version())
            .withData("outcomes", recalibrations.state())
            .build();
  }
}
