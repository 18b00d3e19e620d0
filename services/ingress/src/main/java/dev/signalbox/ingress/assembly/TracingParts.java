package dev.signalbox.ingress.assembly;

import dev.signalbox.edge.telemetry.Tracing;
import dev.signalbox.ingress.IngressConfig;
import dev.signalbox.platform.tracing.Traces;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Tracing, where a collector is named. */
@Dependent
public class TracingParts {
  @Produces
  @Singleton
  Traces traces(IngressConfig config, MeterRegistry registry) {
    return Tracing.of(config.tracing(), "signalbox-ingress", registry);
  }

  void close(@Disposes Traces traces) {
    Tracing.close(traces);
  }
}
