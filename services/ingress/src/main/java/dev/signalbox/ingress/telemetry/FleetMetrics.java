package dev.signalbox.ingress.telemetry;

import dev.signalbox.ingress.fleet.Pick;
import dev.signalbox.ingress.upstream.FleetObserver;
import dev.signalbox.ingress.upstream.UpstreamFailure;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts how workers are chosen. Thread-safe; one look-up in a map for each request. */
public final class FleetMetrics implements FleetObserver {
  private final MeterRegistry registry;
  private final Map<Picked, Counter> picks = new ConcurrentHashMap<>();

  private record Picked(String model, Pick.Why why) {}

  public FleetMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public void picked(String model, Pick.Why why) {
    picks
        .computeIfAbsent(
            new Picked(model, why),
            labels ->
                Counter.builder("signalbox.ingress.worker.picks")
                    .description("Requests sent to a worker that was found by its labels, by why")
                    .tag("model", labels.model)
                    .tag("why", labels.why.label())
                    .register(registry))
        .increment();
  }

  @Override
  public void failedOver(String model, UpstreamFailure.Kind kind) {
    Counter.builder("signalbox.ingress.worker.failovers")
        .description("Workers that failed before they said anything, where another was tried")
        .tag("model", model)
        .tag("kind", kind.label())
        .register(registry)
        .increment();
  }
}
