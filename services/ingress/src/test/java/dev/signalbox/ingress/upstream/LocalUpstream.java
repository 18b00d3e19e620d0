package dev.signalbox.ingress.upstream;

import dev.signalbox.ingress.chat.ChatLimits;
import dev.signalbox.ingress.chat.ChatRequestReader;
import dev.signalbox.ingress.eventloop.PerEventLoop;
import dev.signalbox.ingress.pool.Credential;
import dev.signalbox.ingress.pool.Upstream;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** An OpenAI-compatible upstream on a port of this machine, and what it is asked. */
final class LocalUpstream {
  private LocalUpstream() {}

  /** Bounds that nothing reaches but these two. */
  static UpstreamLimits limits(Duration connect, int connections) {
    return new UpstreamLimits(
        connect,
        Duration.ofSeconds(60),
        Duration.ofSeconds(60),
        connections,
        16,
        1_000_000,
        5,
        Duration.ofSeconds(5),
        Duration.ofSeconds(60));
  }

  static HttpModelClient client(
      Vertx vertx, int port, UpstreamLimits limits, Supplier<HttpClient> http) {
    Upstream.OpenAi upstream =
        new Upstream.OpenAi(
            URI.create("http://127.0.0.1:" + port + "/v1"), "m", new Credential.None(), Map.of());
    return new HttpModelClient(
        vertx,
        new PerEventLoop<>(vertx, http, client -> {}),
        limits,
        new OpenAiProvider(upstream),
        new Secret(vertx, upstream.credential(), Map.of()));
  }

  static Order order(boolean stream) {
    return order("x", stream);
  }

  static Order order(String text, boolean stream) {
    byte[] body =
        ("{\"model\":\"m\",\"stream\":"
                + stream
                + ",\"messages\":[{\"role\":\"user\",\"content\":\""
                + text
                + "\"}]}")
            .getBytes(StandardCharsets.UTF_8);
    return new Order(
        "r",
        "t",
        null,
        new ChatRequestReader(new ChatLimits(10, 1_000, 10, 1)).read(body, body.length),
        () -> Future.succeededFuture(List.of()));
  }
}
