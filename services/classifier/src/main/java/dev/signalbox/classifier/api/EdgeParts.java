package dev.signalbox.classifier.api;

import dev.signalbox.edge.telemetry.ServerSpans;
import dev.signalbox.edge.telemetry.Tracing;
import dev.signalbox.edge.tls.PeerTls;
import dev.signalbox.edge.tls.PeersOnly;
import dev.signalbox.platform.tracing.Traces;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.vertx.http.runtime.filters.Filters;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Tracing, where a collector is named; who may call, with mutual TLS. */
@Dependent
public class EdgeParts {
  @Produces
  @Singleton
  Traces traces(ClassifierConfiguration config, MeterRegistry registry) {
    return Tracing.of(config.tracing(), "signalbox-classifier", registry);
  }

  void close(@Disposes Traces traces) {
    Tracing.close(traces);
  }

  void register(@Observes Filters filters, Traces traces, PeerTls tls) {
    PeersOnly.register(filters, tls, request -> false);
    ServerSpans.register(filters, traces);
  }
}
