package dev.signalbox.ingress.telemetry;

import dev.signalbox.ingress.dispatch.AttemptObserver;
import dev.signalbox.ingress.pool.Model;
import dev.signalbox.ingress.upstream.UpstreamFailure;
import dev.signalbox.platform.tracing.Span;
import dev.signalbox.platform.tracing.Traceparent;
import dev.signalbox.platform.tracing.Traces;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Attempts with a span each, where their request's trace is recorded. Thread-safe. */
public final class TracedAttempts implements AttemptObserver {
  private final AttemptObserver counted;
  private final Traces traces;

  private TracedAttempts(AttemptObserver counted, Traces traces) {
    this.counted = counted;
    this.traces = traces;
  }

  /** {@code counted} itself when tracing is off. */
  public static AttemptObserver over(AttemptObserver counted, Traces traces) {
    return traces.on() ? new TracedAttempts(counted, traces) : counted;
  }

  @Override
  public @Nullable String asks(@Nullable String traceparent) {
    Traceparent parent = Traceparent.read(traceparent);
    return parent == null || !parent.sampled() ? traceparent : parent.child().text();
  }

  @Override
  public void failed(Model model, UpstreamFailure failure) {
    counted.failed(model, failure);
  }

  @Override
  public void firstChunk(Model model, long nanos) {
    counted.firstChunk(model, nanos);
  }

  @Override
  public void ended(Model model, Optional<UpstreamFailure.Kind> failure, long nanos) {
    counted.ended(model, failure, nanos);
  }

  @Override
  public void traced(
      Model model, String parent, String self, Optional<UpstreamFailure.Kind> failure, long nanos) {
    Map<String, Object> attributes = new HashMap<>();
    attributes.put("gen_ai.operation.name", "chat");
    attributes.put("gen_ai.provider.name", model.provider());
    attributes.put("gen_ai.request.model", model.name());
    failure.ifPresent(kind -> attributes.put("error.type", kind.label()));
    long now = Span.now();
    traces.ended(
        new Span(
            new Traceparent(self),
            new Traceparent(parent),
            null,
            "chat " + model.name(),
            Span.Kind.CLIENT,
            now - nanos,
            now,
            attributes,
            failure.isPresent()));
  }
}
