package dev.signalbox.edge.telemetry;

import dev.signalbox.platform.tracing.Span;
import dev.signalbox.platform.tracing.Traceparent;
import dev.signalbox.platform.tracing.Traces;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The span of each request that a service answers, over HTTP and over gRPC, which shares its port.
 * Whoever reads {@code traceparent} from the request afterwards reads this span, so that what it
 * begins becomes this span's child.
 */
public final class ServerSpans {
  private static final String TRACEPARENT = "traceparent";
  private static final String GRPC_STATUS = "grpc-status";
  private static final String GRPC_OK = "0";
  private static final String GRPC_CANCELLED = "1";
  private static final int SERVER_ERROR = 500;
  private static final int LONGEST_METHOD = 128;

  /** Before everything that answers. */
  private static final int FIRST = 1_000;

  private final Traces traces;
  private final RequestLines lines = new RequestLines();

  ServerSpans(Traces traces) {
    this.traces = traces;
  }

  /** Puts itself before the service's routes; where tracing is off there is nothing to put. */
  public static void register(Filters filters, Traces traces) {
    if (traces.on()) {
      filters.register(new ServerSpans(traces)::begin, FIRST);
    }
  }

  void begin(RoutingContext context) {
    HttpServerRequest request = context.request();
    // Probes and scrapes would be most of what there is.
    if (!request.path().startsWith("/q/")) {
      Traceparent parent = Traceparent.read(request.getHeader(TRACEPARENT));
      Traceparent self = parent == null ? Traceparent.root(traces.sampleRoot()) : parent.child();
      request.headers().set(TRACEPARENT, self.text());
      RequestTrace.begin(self);
      if (self.sampled() || lines.on()) {
        long start = Span.now();
        // Also where the client left: an answer that is broken off ends too.
        Context own = Vertx.currentContext();
        context.addEndHandler(ended -> end(request, own, parent, self, start));
      }
    }
    context.next();
  }

  private void end(
      HttpServerRequest request,
      @Nullable Context own,
      @Nullable Traceparent parent,
      Traceparent self,
      long start) {
    long now = Span.now();
    Answered answered = Answered.of(request);
    lines.ended(own, answered.name(), answered.status(), now - start);
    if (self.sampled()) {
      traces.ended(
          new Span(
              self,
              parent,
              null,
              answered.name(),
              Span.Kind.SERVER,
              start,
              now,
              answered.attributes(),
              answered.failed()));
    }
  }

  /** What a request was and what came of it. */
  private record Answered(
      String name, String status, boolean failed, Map<String, Object> attributes) {
    static Answered of(HttpServerRequest request) {
      String type = request.getHeader("content-type");
      return type != null && type.startsWith("application/grpc") ? call(request) : http(request);
    }

    private static Answered call(HttpServerRequest request) {
      HttpServerResponse response = request.response();
      String trailer = response.trailers().get(GRPC_STATUS);
      String told = trailer == null ? response.headers().get(GRPC_STATUS) : trailer;
      String status = told == null ? GRPC_CANCELLED : told;
      // package.Service/Method, as the caller wrote it.
      String name =
          request.path().length() > LONGEST_METHOD ? "unknown" : request.path().substring(1);
      int slash = name.lastIndexOf('/');
      return new Answered(
          name,
          "grpc " + status,
          !status.equals(GRPC_OK),
          Map.of(
              "rpc.system",
              "grpc",
              "rpc.service",
              name.substring(0, Math.max(0, slash)),
              "rpc.method",
              name.substring(slash + 1),
              "rpc.grpc.status_code",
              status));
    }

    private static Answered http(HttpServerRequest request) {
      String method = request.method().name();
      String path = Paths.told(request.path());
      int status = request.response().getStatusCode();
      return new Answered(
          method + ' ' + path,
          Integer.toString(status),
          status >= SERVER_ERROR,
          Map.of(
              "http.request.method", method,
              "url.path", path,
              "http.response.status_code", status));
    }
  }
}
