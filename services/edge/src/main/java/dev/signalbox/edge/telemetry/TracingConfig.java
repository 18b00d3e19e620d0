package dev.signalbox.edge.telemetry;

import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import java.net.URI;
import java.util.Optional;

/** Spans for a collector. */
public interface TracingConfig {
  /** A collector's OTLP/HTTP address, such as {@code http://collector:4318}; absent: off. */
  @WithDefault("${otel.exporter.otlp.endpoint:}")
  Optional<URI> endpoint();

  /** Share of the requests without a trace of their own that begin one. */
  @WithDefault("0.05")
  @DecimalMin("0")
  @DecimalMax("1")
  double ratio();
}
