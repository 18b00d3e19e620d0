package dev.signalbox.ingress.api;

import dev.signalbox.edge.telemetry.Paths;
import dev.signalbox.edge.telemetry.RequestLines;
import dev.signalbox.edge.telemetry.RequestTrace;
import dev.signalbox.ingress.flow.TraceContext;
import dev.signalbox.platform.tracing.Span;
import dev.signalbox.platform.tracing.Traceparent;
import dev.signalbox.platform.tracing.Traces;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The span of a request: from its head to the end of its answer, however that comes. */
final class RequestSpans {
  private static final int SERVER_ERROR = 500;
  private final Traces traces;
  private final RequestLines lines = new RequestLines();

  RequestSpans(Traces traces) {
    this.traces = traces;
  }

  /**
   * Continues the caller's trace, or begins one.
   *
   * @return this process's place in it; absent when tracing is off and the caller sent none
   */
  @Nullable String begin(HttpServerRequest request) {
    String header = request.getHeader(Headers.TRACEPARENT);
    if (!traces.on()) {
      return TraceContext.continued(header);
    }
    Traceparent parent = Traceparent.read(header);
    Traceparent self = parent == null ? Traceparent.root(traces.sampleRoot()) : parent.child();
    RequestTrace.begin(self);
    if (self.sampled() || lines.on()) {
      long start = Span.now();
      String name = request.method().name() + ' ' + Paths.told(request.path());
      Context own = Vertx.currentContext();
      request.response().endHandler(ended -> end(request, own, parent, self, name, start));
    }
    return self.text();
  }

  private void end(
      HttpServerRequest request,
      @Nullable Context own,
      @Nullable Traceparent parent,
      Traceparent self,
      String name,
      long start) {
    HttpServerResponse response = request.response();
    long now = Span.now();
    lines.ended(own, name, Integer.toString(response.getStatusCode()), now - start);
    if (self.sampled()) {
      traces.ended(
          new Span(
              self,
              parent,
              null,
              name,
              Span.Kind.SERVER,
              start,
              now,
              attributes(request, response),
              response.getStatusCode() >= SERVER_ERROR));
    }
  }

  private static Map<String, Object> attributes(
      HttpServerRequest request, HttpServerResponse response) {
    Map<String, Object> attributes = new HashMap<>();
    attributes.put("http.request.method", request.method().name());
    attributes.put("url.path", Paths.told(request.path()));
    attributes.put("http.response.status_code", response.getStatusCode());
    String decision = response.headers().get("x-signalbox-decision");
    if (decision != null) {
      attributes.put("signalbox.decision.id", decision);
    }
    return attributes;
  }
}
