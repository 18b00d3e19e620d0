package dev.signalbox.edge.telemetry;

import dev.signalbox.platform.tracing.OtlpTraces;
import dev.signalbox.platform.tracing.Traces;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import org.eclipse.microprofile.config.ConfigProvider;

/** A service's {@link Traces}, by its configuration. */
public final class Tracing {
  private static final String JSON_LOGS = "quarkus.log.console.json.enabled";

  private Tracing() {}

  /**
   * Spans for the collector where one is named; names of traces alone where only the log wants
   * them; otherwise nothing.
   *
   * @param service its {@code service.name}
   */
  public static Traces of(TracingConfig config, String service, MeterRegistry registry) {
    if (config.endpoint().isPresent()) {
      OtlpTraces traces = new OtlpTraces(config.endpoint().get(), service, config.ratio());
      FunctionCounter.builder("signalbox.traces.dropped", traces, OtlpTraces::dropped)
          .description("Spans that found no room or no collector")
          .register(registry);
      return traces;
    }
    boolean logs =
        ConfigProvider.getConfig().getOptionalValue(JSON_LOGS, Boolean.class).orElse(false);
    return logs ? Traces.named() : Traces.off();
  }

  /** Sends what is left. */
  public static void close(Traces traces) {
    if (traces instanceof OtlpTraces sending) {
      sending.close();
    }
  }
}
