package dev.signalbox.ingress.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.ingress.LocalServers;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The time for a connection, and what becomes of it while the process stands still. */
class ConnectionTimeTest {
  private static final Duration CONNECT = Duration.ofMillis(200);

  private static final UpstreamLimits LIMITS = LocalUpstream.limits(CONNECT, 1);

  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final CompletableFuture<HttpServerRequest> held = new CompletableFuture<>();
  private final Ending waits = new Ending();

  @AfterEach
  void stop() throws Exception {
    LocalServers.await(vertx.close());
  }

  /**
   * It stands still in turns that are each longer than the time for a connection, longer than two
   * tries take; or it is slow, and no try's end is much later than it should be.
   */
  @ParameterizedTest
  @CsvSource({"600, 6", "50, 20"})
  void shouldNotCallAnUpstreamOutOfReachBecauseOfItself(long turnMillis, int turns)
      throws Exception {
    HttpModelClient client = withItsOnlyConnectionTaken();
    context.runOnContext(
        now -> {
          client.start(LocalUpstream.order(false), Duration.ofMinutes(2), waits);
          eachTurnTakes(turnMillis, turns);
        });

    assertThat(waits.ending.get(120, TimeUnit.SECONDS)).isEqualTo("answered");
  }

  @Test
  void shouldGiveUpASecondTimeThatIsUpOnTime() throws Exception {
    HttpModelClient client = withItsOnlyConnectionTaken();
    context.runOnContext(
        now -> client.start(LocalUpstream.order(false), Duration.ofMinutes(2), waits));

    assertThat(waits.ending.get(60, TimeUnit.SECONDS)).isEqualTo("It can't be reached.");
  }

  /** The first request is held, all later ones are answered. */
  private HttpModelClient withItsOnlyConnectionTaken() throws Exception {
    HttpServer server =
        LocalServers.serve(
            vertx,
            request -> {
              if (!held.complete(request)) {
                answer(request);
              }
            });
    CompletableFuture<HttpModelClient> made = new CompletableFuture<>();
    context.runOnContext(
        now -> {
          HttpClient http =
              vertx.createHttpClient(
                  new HttpClientOptions()
                      .setMaxPoolSize(LIMITS.connections())
                      .setMaxWaitQueueSize(LIMITS.waiting()));
          HttpModelClient client =
              LocalUpstream.client(vertx, server.actualPort(), LIMITS, () -> http);
          client.start(LocalUpstream.order(false), Duration.ofMinutes(2), new Ending());
          made.complete(client);
        });
    held.get(60, TimeUnit.SECONDS);
    return made.get(60, TimeUnit.SECONDS);
  }

  /** Until the connection gets free. By timers: tasks that follow each other would be one turn. */
  private void eachTurnTakes(long millis, int turns) {
    if (turns == 0) {
      var unused = held.thenAccept(ConnectionTimeTest::answer);
      return;
    }
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    vertx.setTimer(1, next -> eachTurnTakes(millis, turns - 1));
  }

  private static void answer(HttpServerRequest request) {
    request
        .response()
        .putHeader("content-type", "application/json")
        .end("{\"choices\":[{\"message\":{\"content\":\"x\"}}]}");
  }
}
