package dev.signalbox.ingress.upstream;

import dev.signalbox.ingress.IngressProblem;
import dev.signalbox.ingress.chat.Operation;
import dev.signalbox.ingress.eventloop.OffLoop;
import dev.signalbox.ingress.eventloop.PerEventLoop;
import dev.signalbox.platform.problem.ProblemException;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.ConnectException;
import java.net.URI;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.jboss.logging.Logger;

/** Client of one model at a provider's HTTP API. */
final class HttpModelClient implements ModelClient {
  private static final Logger LOG = Logger.getLogger(HttpModelClient.class);
  private static final int HTTPS_PORT = 443;
  private static final int HTTP_PORT = 80;

  /** Bytes of a request that are translated in a few milliseconds. */
  private static final int SAID_AT_ONCE = 256 * 1024;

  private final Vertx vertx;
  private final PerEventLoop<HttpClient> http;
  private final UpstreamLimits limits;
  private final Provider provider;
  private final Secret secret;
  private final Map<Operation, RequestOptions> targets = new EnumMap<>(Operation.class);

  HttpModelClient(
      Vertx vertx,
      PerEventLoop<HttpClient> http,
      UpstreamLimits limits,
      Provider provider,
      Secret secret) {
    this.vertx = vertx;
    this.http = http;
    this.limits = limits;
    this.provider = provider;
    this.secret = secret;
    for (Operation operation : Operation.values()) {
      targets.put(operation, target(operation));
    }
  }

  private RequestOptions target(Operation operation) {
    URI address = provider.address(operation);
    boolean tls = "https".equalsIgnoreCase(address.getScheme());
    int port = address.getPort() > 0 ? address.getPort() : tls ? HTTPS_PORT : HTTP_PORT;
    String query = address.getRawQuery();
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setHost(address.getHost())
            .setPort(port)
            .setSsl(tls)
            .setURI(address.getRawPath() + (query == null ? "" : "?" + query))
            .setConnectTimeout(limits.connect().toMillis())
            .putHeader("content-type", "application/json")
            .putHeader("user-agent", "signalbox");
    provider.headers().forEach(options::putHeader);
    return options;
  }

  @Override
  public ModelCall start(Order order, Duration patience, AnswerListener listener) {
    boolean stream = order.request().stream();
    HttpModelCall call =
        new HttpModelCall(vertx, limits, stream, provider.words(order), patience, listener);
    if (order.request().body().length() > SAID_AT_ONCE && provider.translates(order)) {
      OffLoop.call(vertx, () -> provider.body(order))
          .onSuccess(body -> send(order, call, body))
          .onFailure(cause -> refuse(call, cause));
      return call;
    }
    try {
      send(order, call, provider.body(order));
    } catch (ProblemException e) {
      refuse(call, e);
    }
    return call;
  }

  private static void refuse(HttpModelCall call, Throwable cause) {
    call.failSoon(
        UpstreamFailure.rejected(
            cause instanceof ProblemException known
                ? known
                : new ProblemException(IngressProblem.INTERNAL, "Something went wrong here.")));
  }

  private void send(Order order, HttpModelCall call, Buffer body) {
    if (call.ended()) {
      return;
    }
    boolean stream = order.request().stream();
    RequestOptions options =
        new RequestOptions(targets.get(order.request().operation()))
            .putHeader("accept", stream ? "text/event-stream" : "application/json");
    String key = secret.value();
    if (!key.isEmpty()) {
      provider.authorize(options, key);
    }
    if (order.traceparent() != null) {
      options.putHeader("traceparent", order.traceparent());
    }
    connect(options, call, body, true);
  }

  /**
   * The time for a connection runs on while this process stands still, and a connection that was
   * kept may be closed at this very moment: neither says that the upstream can't be reached.
   * Nothing was sent, so it is tried once more; a refused connection is not.
   */
  private void connect(RequestOptions options, HttpModelCall call, Buffer body, boolean more) {
    http.get()
        .request(options)
        .onComplete(
            ready -> {
              if (ready.succeeded() || call.ended()) {
                call.connected(ready, body);
              } else if (more && mayWorkAgain(ready.cause())) {
                connect(options, call, body, false);
              } else {
                LOG.warnf(
                    "no connection to %s:%d: %s",
                    options.getHost(), options.getPort(), ready.cause());
                call.connected(ready, body);
              }
            });
  }

  private static boolean mayWorkAgain(Throwable cause) {
    return !(cause instanceof ConnectException || cause instanceof ConnectionPoolTooBusyException);
  }
}
