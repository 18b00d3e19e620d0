package dev.signalbox.ingress.api;

import dev.signalbox.ingress.flow.TraceContext;
import dev.signalbox.platform.tracing.Span;
import dev.signalbox.platform.tracing.Traceparent;
import dev.signalbox.platform.tracing.Traces;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The span of a request: from its head to the end of its answer, however that comes. */
final class RequestSpans {
  private static final int SERVER_ERROR = 500;
  private final Traces traces;

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
    if (self.sampled()) {
      long start = Span.now();
      String name = request.method().name() + ' ' + request.path();
      HttpServerResponse response = request.response();
      response.endHandler(
          ended ->
              traces.ended(
                  new Span(
                      self,
                      parent,
                      null,
                      name,
                      Span.Kind.SERVER,
                      start,
                      Span.now(),
                      attributes(request, response),
                      response.getStatusCode() >= SERVER_ERROR)));
    }
    return self.text();
  }

  private static Map<String, String> attributes(
      HttpServerRequest request, HttpServerResponse response) {
    Map<String, String> attributes = new HashMap<>();
    attributes.put("http.request.method", request.method().name());
    attributes.put("url.path", request.path());
    attributes.put("http.response.status_code", Integer.toString(response.getStatusCode()));
    String decision = response.headers().get("x-signalbox-decision");
    if (decision != null) {
      attributes.put("signalbox.decision.id", decision);
    }
    return attributes;
  }
}
