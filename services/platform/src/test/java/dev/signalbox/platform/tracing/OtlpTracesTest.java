package dev.signalbox.platform.tracing;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OtlpTracesTest {
  private static final String PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  private final List<String> bodies = new CopyOnWriteArrayList<>();
  private volatile int status = 200;
  private HttpServer collector;

  @BeforeEach
  void start() throws IOException {
    collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    collector.createContext(
        "/v1/traces",
        exchange -> {
          bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    collector.start();
  }

  @AfterEach
  void stop() {
    collector.stop(0);
  }

  private URI endpoint() {
    return URI.create("http://127.0.0.1:" + collector.getAddress().getPort() + "/");
  }

  /** Waits long for what is left, so that nothing is dropped because the machine was slow. */
  private static OtlpTraces traces(URI endpoint) {
    return new OtlpTraces(endpoint, "signalbox-test", 1, Duration.ofMinutes(1));
  }

  private static Span span(Traceparent self) {
    return new Span(
        self,
        Traceparent.read(PARENT),
        null,
        "GET \"x\"\n",
        Span.Kind.CLIENT,
        1_700_000_000_123_456_789L,
        1_700_000_000_223_456_789L,
        Map.of(
            "gen_ai.request.model",
            "small",
            "gen_ai.usage.input_tokens",
            12,
            "gen_ai.response.finish_reasons",
            List.of("stop")),
        true);
  }

  @Test
  void shouldSendWhatEndedBeforeItIsClosed() {
    Traceparent self = requireNonNull(Traceparent.read(PARENT)).child();

    try (OtlpTraces traces = traces(endpoint())) {
      traces.ended(span(self));
    }

    assertThat(bodies)
        .singleElement()
        .asString()
        .contains("{\"key\":\"service.name\",\"value\":{\"stringValue\":\"signalbox-test\"}}")
        .contains("\"traceId\":\"0af7651916cd43dd8448eb211c80319c\",\"spanId\":\"" + self.spanId())
        .contains("\"parentSpanId\":\"b7ad6b7169203331\"")
        .contains("\"name\":\"GET \\\"x\\\"\\u000a\",\"kind\":3")
        .contains("\"startTimeUnixNano\":\"1700000000123456789\"")
        .contains("\"status\":{\"code\":2}")
        .contains("{\"key\":\"gen_ai.request.model\",\"value\":{\"stringValue\":\"small\"}}")
        .contains("{\"key\":\"gen_ai.usage.input_tokens\",\"value\":{\"intValue\":\"12\"}}")
        .contains("\"value\":{\"arrayValue\":{\"values\":[{\"stringValue\":\"stop\"}]}}");
  }

  @Test
  void shouldDropAndCountWhatTheCollectorRefuses() {
    status = 503;
    OtlpTraces traces = traces(endpoint());
    traces.ended(span(Traceparent.root(true)));

    traces.close();

    assertThat(traces.dropped()).isEqualTo(1);
  }

  @Test
  void shouldDropWhatFindsNoCollectorWithoutHoldingAnybodyUp() throws IOException {
    // given a port that is taken, and where nobody listens
    try (Socket taken = new Socket()) {
      taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      OtlpTraces traces = traces(URI.create("http://127.0.0.1:" + taken.getLocalPort()));
      for (int i = 0; i < 10_000; i++) {
        traces.ended(span(Traceparent.root(true)));
      }

      traces.close();

      assertThat(traces.dropped()).isEqualTo(10_000);
    }
  }

  @Test
  void shouldSampleTheShareOfNewTracesThatIsAskedFor() {
    try (OtlpTraces none = new OtlpTraces(endpoint(), "s", 0);
        OtlpTraces all = new OtlpTraces(endpoint(), "s", 1)) {
      assertThat(none.sampleRoot()).isFalse();
      assertThat(all.sampleRoot()).isTrue();
    }
    assertThat(Traces.off().on()).isFalse();
    assertThat(Traces.named().on()).isTrue();
    assertThat(Traces.named().sampleRoot()).isFalse();
  }

  @Test
  void shouldReadTheHeaderAndNothingElse() {
    Traceparent read = requireNonNull(Traceparent.read(PARENT));

    assertThat(read.sampled()).isTrue();
    assertThat(read.child().traceId()).isEqualTo(read.traceId());
    assertThat(read.child().spanId()).isNotEqualTo(read.spanId()).hasSize(16);
    assertThat(Traceparent.read(Traceparent.root(false).text()))
        .isNotNull()
        .satisfies(root -> assertThat(root.sampled()).isFalse());
    assertThat(Traceparent.read(null)).isNull();
    assertThat(Traceparent.read(PARENT.toUpperCase(java.util.Locale.ROOT))).isNull();
    assertThat(Traceparent.read("00-" + "0".repeat(32) + PARENT.substring(35))).isNull();
  }
}
