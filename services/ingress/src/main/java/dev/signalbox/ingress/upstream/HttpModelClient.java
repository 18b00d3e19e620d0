package dev.signalbox.ingress.upstream;

import dev.signalbox.ingress.chat.Edits;
import dev.signalbox.ingress.chat.JsonBytes;
import dev.signalbox.ingress.pool.Upstream;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Client of one model at an OpenAI-compatible API. The client's body goes there as it came, but for
 * the bytes that must change.
 */
final class HttpModelClient implements ModelClient {
  private static final int HTTPS_PORT = 443;
  private static final int HTTP_PORT = 80;

  private final Vertx vertx;
  private final HttpClient http;
  private final UpstreamLimits limits;
  private final Upstream.OpenAi upstream;
  private final Secret secret;
  private final RequestOptions target;

  HttpModelClient(
      Vertx vertx,
      HttpClient http,
      UpstreamLimits limits,
      Upstream.OpenAi upstream,
      Secret secret) {
    this.vertx = vertx;
    this.http = http;
    this.limits = limits;
    this.upstream = upstream;
    this.secret = secret;
    this.target = target(upstream, limits);
  }

  private static RequestOptions target(Upstream.OpenAi upstream, UpstreamLimits limits) {
    URI base = upstream.baseUrl();
    boolean tls = "https".equalsIgnoreCase(base.getScheme());
    int port = base.getPort() > 0 ? base.getPort() : tls ? HTTPS_PORT : HTTP_PORT;
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setHost(base.getHost())
            .setPort(port)
            .setSsl(tls)
            .setURI(base.getRawPath() + "/chat/completions")
            .setConnectTimeout(limits.connect().toMillis())
            .putHeader("content-type", "application/json")
            .putHeader("user-agent", "signalbox");
    upstream.headers().forEach(options::putHeader);
    return options;
  }

  @Override
  public ModelCall start(Order order, Duration patience, AnswerListener listener) {
    RequestOptions options =
        new RequestOptions(target)
            .putHeader(
                "accept", order.request().stream() ? "text/event-stream" : "application/json");
    String key = secret.value();
    if (!key.isEmpty()) {
      options.putHeader("authorization", "Bearer " + key);
    }
    if (order.traceparent() != null) {
      options.putHeader("traceparent", order.traceparent());
    }
    HttpModelCall call =
        new HttpModelCall(
            vertx, limits, order.request().stream(), OpenAiWords.INSTANCE, patience, listener);
    http.request(options).onComplete(ready -> call.connected(ready, body(order)));
    return call;
  }

  @SuppressWarnings("deprecation") // the only public way to hand bytes to Vert.x without a copy
  private Buffer body(Order order) {
    Edits edits = order.request().editsFor(upstream.model());
    List<ByteBuf> pieces = new ArrayList<>(4);
    JsonBytes given = order.request().body();
    edits.apply(
        given.bytes(),
        0,
        given.length(),
        (bytes, offset, length) -> pieces.add(Unpooled.wrappedBuffer(bytes, offset, length)));
    return Buffer.buffer(
        pieces.size() == 1
            ? pieces.get(0)
            : Unpooled.wrappedBuffer(pieces.size(), pieces.toArray(ByteBuf[]::new)));
  }
}
