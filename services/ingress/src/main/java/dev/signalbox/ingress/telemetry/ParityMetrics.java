package dev.signalbox.ingress.telemetry;

import dev.signalbox.ingress.dispatch.AttemptObserver;
import dev.signalbox.ingress.parity.ParityObserver;
import dev.signalbox.ingress.pool.Model;
import dev.signalbox.ingress.upstream.UpstreamFailure;
import dev.signalbox.platform.money.Money;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** Counts comparisons. Thread-safe; not on any request's way. */
public final class ParityMetrics implements ParityObserver, AttemptObserver {
  private final MeterRegistry registry;

  public ParityMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public void ended(String route, String result, Money proof) {
    Counter.builder("signalbox.ingress.parity.comparisons")
        .description("Drawn requests by what became of them")
        .tag("route", route)
        .tag("result", result)
        .register(registry)
        .increment();
    Counter.builder("signalbox.ingress.parity.cost")
        .description("What references and judges cost")
        .baseUnit("nanodollars")
        .tag("route", route)
        .register(registry)
        .increment((double) proof.nanoUsd());
  }

  @Override
  public void failed(Model model, UpstreamFailure failure) {
    Counter.builder("signalbox.ingress.parity.attempts.failed")
        .description("References and judges that failed, by how")
        .tag("model", model.name())
        .tag("kind", failure.kind().label())
        .register(registry)
        .increment();
  }
}
