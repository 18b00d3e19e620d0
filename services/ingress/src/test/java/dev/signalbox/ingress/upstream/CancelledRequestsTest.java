package dev.signalbox.ingress.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.ingress.LocalServers;
import dev.signalbox.testing.Logged;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Requests that are given up while they wait for a connection give it back. */
class CancelledRequestsTest {
  static final UpstreamLimits LIMITS = LocalUpstream.limits(Duration.ofSeconds(30), 2);

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void stop() throws Exception {
    LocalServers.await(vertx.close());
  }

  @Test
  void shouldAnswerAfterManyWereGivenUpInTheQueue() throws Exception {
    List<HttpServerRequest> held = new CopyOnWriteArrayList<>();
    CompletableFuture<Void> full = new CompletableFuture<>();
    AtomicBoolean open = new AtomicBoolean();
    HttpServer server =
        LocalServers.serve(
            vertx,
            request -> {
              if (open.get()) {
                answer(request);
              } else {
                held.add(request);
                if (held.size() == 2) {
                  full.complete(null);
                }
              }
            });
    HttpClient http =
        vertx.createHttpClient(new HttpClientOptions().setMaxPoolSize(2).setMaxWaitQueueSize(16));
    Ending last = new Ending();
    Context context = vertx.getOrCreateContext();
    context.runOnContext(
        now -> {
          HttpModelClient client =
              LocalUpstream.client(vertx, server.actualPort(), LIMITS, () -> http);
          client.start(LocalUpstream.order(false), Duration.ofMinutes(2), new Ending());
          client.start(LocalUpstream.order(false), Duration.ofMinutes(2), new Ending());
          List<ModelCall> waiting = new ArrayList<>();
          for (int i = 0; i < 8; i++) {
            waiting.add(
                client.start(LocalUpstream.order(false), Duration.ofMinutes(2), new Ending()));
          }
          var unused =
              full.thenRun(
                  () ->
                      context.runOnContext(
                          later -> {
                            waiting.forEach(ModelCall::cancel);
                            open.set(true);
                            List.copyOf(held).forEach(CancelledRequestsTest::answer);
                            client.start(LocalUpstream.order(false), Duration.ofMinutes(2), last);
                          }));
        });

    assertThat(last.ending.get(120, TimeUnit.SECONDS)).isEqualTo("answered");
  }

  /** Whoever leaves before there is a connection leaves no error in the log. */
  @Test
  void shouldSayNothingOfOneGivenUpBeforeItsConnectionWasThere() throws Exception {
    HttpServer server = LocalServers.serve(vertx, CancelledRequestsTest::answer);
    Ending last = new Ending();
    Context context = vertx.getOrCreateContext();
    try (Logged log = Logged.fromNowOn()) {
      context.runOnContext(
          now -> {
            HttpClient http = vertx.createHttpClient(new HttpClientOptions().setMaxPoolSize(1));
            HttpModelClient client =
                LocalUpstream.client(vertx, server.actualPort(), LIMITS, () -> http);
            client.start(LocalUpstream.order(false), Duration.ofMinutes(2), new Ending()).cancel();
            client.start(LocalUpstream.order(false), Duration.ofMinutes(2), last);
          });

      assertThat(last.ending.get(120, TimeUnit.SECONDS)).isEqualTo("answered");
      assertThat(log.warnings("io.vertx.core.http")).isEmpty();
    }
  }

  private static void answer(HttpServerRequest request) {
    request
        .response()
        .putHeader("content-type", "application/json")
        .end("{\"choices\":[{\"message\":{\"content\":\"x\"}}]}");
  }
}
