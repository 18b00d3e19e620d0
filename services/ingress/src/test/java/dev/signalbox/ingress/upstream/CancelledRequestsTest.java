package dev.signalbox.ingress.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.ingress.chat.AnswerReading;
import dev.signalbox.ingress.chat.ChatLimits;
import dev.signalbox.ingress.chat.ChatRequestReader;
import dev.signalbox.ingress.eventloop.PerEventLoop;
import dev.signalbox.ingress.pool.Credential;
import dev.signalbox.ingress.pool.Upstream;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Requests that are given up while they wait for a connection give it back. */
class CancelledRequestsTest {
  static final UpstreamLimits LIMITS =
      new UpstreamLimits(
          Duration.ofSeconds(2),
          Duration.ofSeconds(5),
          Duration.ofSeconds(30),
          2,
          16,
          1_000_000,
          5,
          Duration.ofSeconds(5),
          Duration.ofSeconds(60));

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void stop() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS);
  }

  @Test
  void shouldAnswerAfterManyWereGivenUpInTheQueue() throws Exception {
    List<HttpServerRequest> held = new CopyOnWriteArrayList<>();
    CompletableFuture<Void> full = new CompletableFuture<>();
    AtomicBoolean open = new AtomicBoolean();
    HttpServer server =
        vertx
            .createHttpServer()
            .requestHandler(
                request -> {
                  if (open.get()) {
                    answer(request);
                  } else {
                    held.add(request);
                    if (held.size() == 2) {
                      full.complete(null);
                    }
                  }
                })
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get(5, TimeUnit.SECONDS);
    HttpClient http =
        vertx.createHttpClient(new HttpClientOptions().setMaxPoolSize(2).setMaxWaitQueueSize(16));
    CompletableFuture<String> last = new CompletableFuture<>();
    Context context = vertx.getOrCreateContext();
    context.runOnContext(
        now -> {
          HttpModelClient client = client(http, server.actualPort());
          client.start(order(), Duration.ofSeconds(20), new Heard(new CompletableFuture<>()));
          client.start(order(), Duration.ofSeconds(20), new Heard(new CompletableFuture<>()));
          List<ModelCall> waiting = new ArrayList<>();
          for (int i = 0; i < 8; i++) {
            waiting.add(
                client.start(
                    order(), Duration.ofSeconds(20), new Heard(new CompletableFuture<>())));
          }
          var unused =
              full.thenRun(
                  () ->
                      context.runOnContext(
                          later -> {
                            waiting.forEach(ModelCall::cancel);
                            open.set(true);
                            List.copyOf(held).forEach(CancelledRequestsTest::answer);
                            client.start(order(), Duration.ofSeconds(20), new Heard(last));
                          }));
        });

    assertThat(last.get(15, TimeUnit.SECONDS)).isEqualTo("answered");
  }

  private HttpModelClient client(HttpClient http, int port) {
    Upstream.OpenAi upstream =
        new Upstream.OpenAi(
            URI.create("http://127.0.0.1:" + port + "/v1"), "m", new Credential.None(), Map.of());
    return new HttpModelClient(
        vertx,
        new PerEventLoop<>(vertx, () -> http, client -> {}),
        LIMITS,
        new OpenAiProvider(upstream),
        new Secret(vertx, upstream.credential(), Map.of()));
  }

  private static void answer(HttpServerRequest request) {
    request
        .response()
        .putHeader("content-type", "application/json")
        .end("{\"choices\":[{\"message\":{\"content\":\"x\"}}]}");
  }

  private static Order order() {
    byte[] body =
        "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}"
            .getBytes(StandardCharsets.UTF_8);
    return new Order(
        "r",
        "t",
        null,
        new ChatRequestReader(new ChatLimits(10, 1_000, 10, 1)).read(body, body.length),
        () -> Future.succeededFuture(List.of()));
  }

  /** Hears an ending. */
  private record Heard(CompletableFuture<String> ending) implements AnswerListener {
    @Override
    public void chunk(byte[] json, int length, AnswerReading reading) {}

    @Override
    public void flush() {}

    @Override
    public void done() {
      ending.complete("done");
    }

    @Override
    public void answer(byte[] json, int length, AnswerReading reading) {
      ending.complete("answered");
    }

    @Override
    public void failed(UpstreamFailure failure) {
      ending.complete(failure.message());
    }
  }
}
