package dev.signalbox.ingress.assembly;

import dev.signalbox.ingress.IngressConfig;
import dev.signalbox.platform.tracing.OtlpTraces;
import dev.signalbox.platform.tracing.Traces;
import io.micrometer.core.instrument.FunctionCounter;
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
    if (config.tracing().endpoint().isEmpty()) {
      return Traces.off();
    }
    OtlpTraces traces =
        new OtlpTraces(
            config.tracing().endpoint().get(), "signalbox-ingress", config.tracing().ratio());
    FunctionCounter.builder("signalbox.traces.dropped", traces, OtlpTraces::dropped)
        .description("Spans that found no room or no collector")
        .register(registry);
    return traces;
  }

  void close(@Disposes Traces traces) {
    if (traces instanceof OtlpTraces sending) {
      sending.close();
    }
  }
}
