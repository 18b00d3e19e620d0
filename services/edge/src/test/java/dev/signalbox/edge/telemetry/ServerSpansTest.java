package dev.signalbox.edge.telemetry;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.platform.tracing.Span;
import dev.signalbox.platform.tracing.Traceparent;
import dev.signalbox.platform.tracing.Traces;
import io.quarkus.vertx.core.runtime.VertxMDC;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ServerSpansTest {
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String PARENT = "00-" + TRACE + "-b7ad6b7169203331-01";
  private static final String UNSAMPLED = "00-" + TRACE + "-b7ad6b7169203331-00";

  private final Vertx vertx = Vertx.vertx();
  private final BlockingQueue<Span> spans = new LinkedBlockingQueue<>();
  private HttpServer server;

  private final Traces kept =
      new Traces() {
        @Override
        public boolean on() {
          return true;
        }

        @Override
        public boolean sampleRoot() {
          return false;
        }

        @Override
        public void ended(Span span) {
          spans.add(span);
        }
      };

  /** The service answers with its place in the trace, as the log and as its own code see it. */
  @BeforeEach
  void start() {
    Router router = Router.router(vertx);
    router.route().handler(new ServerSpans(kept)::begin);
    router.route("/broken").handler(context -> context.response().setStatusCode(503).end());
    router
        .route("/package.Service/Method")
        .handler(context -> context.response().putHeader("grpc-status", "14").end());
    router
        .route()
        .handler(
            context -> {
              Traceparent current = RequestTrace.current();
              context
                  .response()
                  .end(
                      context.request().getHeader("traceparent")
                          + ' '
                          + (current == null ? "none" : current.text())
                          + ' '
                          + VertxMDC.INSTANCE.get("traceId"));
            });
    server =
        vertx
            .createHttpServer()
            .requestHandler(router)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .join();
  }

  @AfterEach
  void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private String ask(String path, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.actualPort() + path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString()).body();
    }
  }

  private Span next() throws InterruptedException {
    return requireNonNull(spans.poll(60, TimeUnit.SECONDS));
  }

  @Test
  void shouldBeTheParentOfWhatTheRequestBegins() throws Exception {
    String[] told = ask("/votes/auto?key=x", "traceparent", PARENT).split(" ");

    Span span = next();
    assertThat(told).containsExactly(span.self().text(), span.self().text(), TRACE);
    assertThat(span.parent()).isEqualTo(Traceparent.read(PARENT));
    assertThat(span.kind()).isEqualTo(Span.Kind.SERVER);
    assertThat(span.name()).isEqualTo("GET /votes/auto");
    assertThat(span.failed()).isFalse();
    assertThat(span.attributes()).containsEntry("http.response.status_code", 200);
  }

  @Test
  void shouldTellGrpcByItsOwnNamesAndStatus() throws Exception {
    ask("/package.Service/Method", "traceparent", PARENT, "content-type", "application/grpc");

    Span span = next();
    assertThat(span.name()).isEqualTo("package.Service/Method");
    assertThat(span.failed()).isTrue();
    assertThat(span.attributes())
        .containsEntry("rpc.service", "package.Service")
        .containsEntry("rpc.method", "Method")
        .containsEntry("rpc.grpc.status_code", "14");
  }

  @Test
  void shouldKeepIdentifiersAndTokensOutOfNames() throws Exception {
    ask("/digest/confirm/3f2c9d8e7a6b5c4d3e2f1a0b9c8d7e6f", "traceparent", PARENT);
    ask("/a/%0d%0aevil/" + "x/".repeat(500), "traceparent", PARENT);

    assertThat(next().name()).isEqualTo("GET /digest/confirm/*");
    assertThat(next().name()).isEqualTo("GET /a/*/x/x/x/x/x/*");
  }

  @Test
  void shouldCallAServersFaultAFailure() throws Exception {
    ask("/broken", "traceparent", PARENT);

    assertThat(next().failed()).isTrue();
  }

  @Test
  void shouldNameTheTraceOfARequestThatIsNotRecorded() throws Exception {
    String[] unsampled = ask("/a", "traceparent", UNSAMPLED).split(" ", -1);
    String[] hostile = ask("/a", "traceparent", "00-zz").split(" ", -1);
    ask("/recorded", "traceparent", PARENT);

    assertThat(unsampled[2]).isEqualTo(TRACE);
    assertThat(hostile[2]).hasSize(32).isNotEqualTo(TRACE);
    assertThat(next().name()).isEqualTo("GET /recorded");
  }

  @Test
  void shouldLeaveProbesAndScrapesAlone() throws Exception {
    assertThat(ask("/q/health/ready", "traceparent", PARENT)).isEqualTo(PARENT + " none null");
  }
}
