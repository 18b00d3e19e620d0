package dev.signalbox.ingress.upstream;

import dev.signalbox.ingress.IngressProblem;
import dev.signalbox.ingress.chat.Operation;
import dev.signalbox.ingress.eventloop.LoopTime;
import dev.signalbox.ingress.eventloop.OffLoop;
import dev.signalbox.ingress.eventloop.PerEventLoop;
import dev.signalbox.platform.problem.ProblemException;
import dev.signalbox.platform.seldom.Seldom;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.ConnectException;
import java.net.URI;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Client of one model at a provider's HTTP API. */
final class HttpModelClient implements ModelClient {
  private static final Logger LOG = Logger.getLogger(HttpModelClient.class);
  private static final int HTTPS_PORT = 443;
  private static final int HTTP_PORT = 80;

  /** Bytes of a request that are translated in a few milliseconds. */
  private static final int SAID_AT_ONCE = 256 * 1024;

  /** Ticks of the loop's own time in the time for a connection, and how many of them are enough. */
  private static final int TICKS = 40;

  private static final int ENOUGH_TICKS = 36;

  private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
  private static final CharSequence EVENT_STREAM = HttpHeaders.createOptimized("text/event-stream");

  private final Vertx vertx;
  private final PerEventLoop<HttpClient> http;
  private final PerEventLoop<LoopTime> times;
  private final UpstreamLimits limits;
  private final Duration enough;
  private final Provider provider;
  private final Seldom unconnected = new Seldom();
  private final Secret secret;
  private final Map<Operation, RequestOptions> targets = new EnumMap<>(Operation.class);
  private final List<Header> always;

  /** One that is the same with each request, as bytes. */
  private record Header(CharSequence name, CharSequence value) {}

  HttpModelClient(
      Vertx vertx,
      PerEventLoop<HttpClient> http,
      UpstreamLimits limits,
      Provider provider,
      Secret secret) {
    this.vertx = vertx;
    this.http = http;
    this.limits = limits;
    Duration tick = limits.connect().dividedBy(TICKS);
    this.times = new PerEventLoop<>(vertx, () -> new LoopTime(vertx, tick), time -> {});
    this.enough = tick.multipliedBy(ENOUGH_TICKS);
    this.provider = provider;
    this.secret = secret;
    for (Operation operation : Operation.values()) {
      targets.put(operation, target(operation));
    }
    this.always = always(provider);
  }

  private static List<Header> always(Provider provider) {
    MultiMap headers =
        MultiMap.caseInsensitiveMultiMap()
            .set("content-type", "application/json")
            .set("user-agent", "signalbox");
    provider.headers().forEach(headers::set);
    return headers.entries().stream()
        .map(
            header ->
                new Header(
                    HttpHeaders.createOptimized(header.getKey()),
                    HttpHeaders.createOptimized(header.getValue())))
        .toList();
  }

  private RequestOptions target(Operation operation) {
    URI address = provider.address(operation);
    boolean tls = "https".equalsIgnoreCase(address.getScheme());
    int port = address.getPort() > 0 ? address.getPort() : tls ? HTTPS_PORT : HTTP_PORT;
    String query = address.getRawQuery();
    return new RequestOptions()
        .setMethod(HttpMethod.POST)
        .setServer(SocketAddress.inetSocketAddress(port, address.getHost()))
        .setHost(address.getHost())
        .setPort(port)
        .setSsl(tls)
        .setURI(address.getRawPath() + (query == null ? "" : "?" + query))
        .setConnectTimeout(limits.connect().toMillis());
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
    connect(order, call, body, null);
  }

  /** Put where they are sent from: a request's options would be copied twice on the way there. */
  private void head(Order order, MultiMap headers) {
    for (Header header : always) {
      headers.add(header.name, header.value);
    }
    headers.set(HttpHeaders.ACCEPT, order.request().stream() ? EVENT_STREAM : JSON);
    String key = secret.value();
    if (!key.isEmpty()) {
      provider.authorize(headers, key);
    }
    if (order.traceparent() != null) {
      headers.set("traceparent", order.traceparent());
    }
  }

  /**
   * The time for a connection runs on while this process is slow or stands still, and a connection
   * that was kept may be closed at this very moment: neither says that the upstream can't be
   * reached. Nothing was sent, so it is tried once more, and where the time was up, until this loop
   * has lived through it; the call's patience ends that. A refused connection is not tried again.
   *
   * @param again the loop's time when it was tried for the second time
   */
  private void connect(Order order, HttpModelCall call, Buffer body, @Nullable Duration again) {
    RequestOptions options =
        Objects.requireNonNull(
            targets.get(order.request().operation()), "each operation has an address");
    http.get()
        .request(options)
        .onComplete(
            ready -> {
              if (ready.succeeded()) {
                head(order, ready.result().headers());
              } else if (!call.ended()) {
                if (again == null
                    ? mayWorkAgain(ready.cause())
                    : ready.cause() instanceof TimeoutException && lessThanEnough(again)) {
                  connect(order, call, body, again == null ? times.get().now() : again);
                  return;
                }
                noConnection(options, ready.cause());
              }
              call.connected(ready, body);
            });
  }

  private boolean lessThanEnough(Duration begin) {
    return times.get().now().minus(begin).compareTo(enough) < 0;
  }

  /** Each client's own: one upstream that is away does not hide another. */
  private void noConnection(RequestOptions options, Throwable cause) {
    String advice =
        cause instanceof ConnectionPoolTooBusyException
            ? "all signalbox.ingress.upstreams.connections are taken: allow more, or it is too slow"
            : "is it up, and may it be reached from here? Requests go to their next model meanwhile";
    unconnected.say(
        more ->
            LOG.warnf(
                "no connection to %s:%d (%s); %s%s",
                options.getHost(), options.getPort(), cause.getMessage(), advice, more));
  }

  private static boolean mayWorkAgain(Throwable cause) {
    return !(cause instanceof ConnectException || cause instanceof ConnectionPoolTooBusyException);
  }
}
