package dev.signalbox.edge.tls;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Predicate;

/**
 * With mutual TLS the plain port stays for those who have no certificate: probes and scrapes, and a
 * person's browser where a service has pages. What is meant for peers is refused there.
 */
public final class PeersOnly {
  private static final int FORBIDDEN = 403;

  /** Before the spans: a refusal costs nothing. */
  private static final int FIRST = 2_000;

  private final Predicate<HttpServerRequest> open;

  private PeersOnly(Predicate<HttpServerRequest> open) {
    this.open = open;
  }

  /**
   * Does nothing while mutual TLS is off.
   *
   * @param open what the plain port still answers, beside {@code /q/}
   */
  public static void register(Filters filters, PeerTls tls, Predicate<HttpServerRequest> open) {
    if (tls.on()) {
      filters.register(new PeersOnly(open)::handle, FIRST);
    }
  }

  /** Whether a request is a gRPC call. */
  public static boolean isGrpc(HttpServerRequest request) {
    String type = request.getHeader("content-type");
    return type != null && type.startsWith("application/grpc");
  }

  private void handle(RoutingContext context) {
    HttpServerRequest request = context.request();
    if (request.isSSL() || request.path().startsWith("/q/") || open.test(request)) {
      context.next();
    } else {
      context
          .response()
          .setStatusCode(FORBIDDEN)
          .putHeader("content-type", "application/json")
          .end(
              "{\"error\":{\"message\":\"This is answered to other services over mutual TLS"
                  + " only.\",\"type\":\"invalid_request_error\",\"param\":null,"
                  + "\"code\":\"peers_only\"}}");
    }
  }
}
