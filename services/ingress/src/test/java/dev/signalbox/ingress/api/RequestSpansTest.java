package dev.signalbox.ingress.api;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.ingress.LocalServers;
import dev.signalbox.platform.tracing.Span;
import dev.signalbox.platform.tracing.Traceparent;
import dev.signalbox.platform.tracing.Traces;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RequestSpansTest {
  private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-";
  private static final String PARENT = TRACE + "b7ad6b7169203331-01";
  private static final String UNSAMPLED = TRACE + "b7ad6b7169203331-00";

  private final Vertx vertx = Vertx.vertx();
  private final Kept kept = new Kept(new LinkedBlockingQueue<>());

  /** Keeps what ended. */
  private record Kept(BlockingQueue<Span> spans) implements Traces {
    @Override
    public boolean on() {
      return true;
    }

    @Override
    public boolean sampleRoot() {
      return true;
    }

    @Override
    public void ended(Span span) {
      spans.add(span);
    }

    Span next() throws InterruptedException {
      return requireNonNull(spans.poll(60, TimeUnit.SECONDS));
    }
  }

  @AfterEach
  void close() {
    LocalServers.await(vertx.close());
  }

  /** What the process says of its place in the trace, told in its answer. */
  private String ask(Traces traces, int status, String... header) throws Exception {
    RequestSpans spans = new RequestSpans(traces);
    HttpServer server =
        LocalServers.serve(
            vertx,
            request -> {
              String here = String.valueOf(spans.begin(request));
              request.response().setStatusCode(status).end(here);
            });
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
            URI.create("http://127.0.0.1:" + server.actualPort() + "/v1/chat/completions?key=x"));
    if (header.length > 0) {
      request.header("traceparent", header[0]);
    }
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString()).body();
    }
  }

  @Test
  void shouldContinueTheCallersTraceToTheEndOfTheAnswer() throws Exception {
    String here = ask(kept, 502, PARENT);

    Span span = kept.next();
    assertThat(span.self().text()).isEqualTo(here).startsWith(TRACE).isNotEqualTo(PARENT);
    assertThat(span.parent()).isEqualTo(Traceparent.read(PARENT));
    assertThat(span.kind()).isEqualTo(Span.Kind.SERVER);
    assertThat(span.failed()).isTrue();
    assertThat(span.attributes())
        .containsEntry("http.response.status_code", 502)
        .containsEntry("url.path", "/v1/chat/completions");
    assertThat(span.endNanos()).isGreaterThanOrEqualTo(span.startNanos());
  }

  @Test
  void shouldBeginATraceWhereTheCallerHasNone() throws Exception {
    String here = ask(kept, 200);

    Span span = kept.next();
    assertThat(span.parent()).isNull();
    assertThat(span.self().text()).isEqualTo(here);
    assertThat(span.failed()).isFalse();
  }

  @Test
  void shouldRecordNothingOfWhatTheCallerDidNotSample() throws Exception {
    assertThat(ask(kept, 200, UNSAMPLED)).startsWith(TRACE).endsWith("-00");
    ask(kept, 200, PARENT);

    assertThat(kept.next().parent()).isEqualTo(Traceparent.read(PARENT));
  }

  @Test
  void shouldHandTheCallersTraceOnWhileTracingIsOff() throws Exception {
    assertThat(ask(Traces.off(), 200, PARENT)).startsWith(TRACE).isNotEqualTo(PARENT);
    assertThat(ask(Traces.off(), 200)).isEqualTo("null");
  }
}
