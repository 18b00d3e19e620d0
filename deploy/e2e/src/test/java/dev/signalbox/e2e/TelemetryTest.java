package dev.signalbox.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.e2e.Collector.Received;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * One system with a collector and JSON logs: what one request leaves behind in all four services.
 */
@Timeout(value = 900, unit = TimeUnit.SECONDS)
class TelemetryTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> SERVICES =
      List.of("ingress", "classifier", "worker", "verdict");
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String CALLER = "00f067aa0ba902b7";
  private static final String CALLED = "00-" + TRACE + "-" + CALLER + "-01";
  private static final String CANARY = "Where is the red circle, xylophone-quagmire?";
  private static final Duration SOON = Duration.ofMinutes(3);

  @TempDir private static Path data;
  private static Collector collector;
  private static RunningSystem system;

  @BeforeAll
  static void start() throws Exception {
    collector = Collector.start();
    system =
        RunningSystem.start(
            data,
            Map.of(
                "OTEL_EXPORTER_OTLP_ENDPOINT", collector.endpoint(),
                "QUARKUS_LOG_CONSOLE_JSON_ENABLED", "true",
                "QUARKUS_LOG_CATEGORY__DEV_SIGNALBOX_REQUESTS__LEVEL", "DEBUG"));
    Waiting.until(
        SOON,
        () ->
            assertThat(new Client(system).route("ready?").asString())
                .contains("\"status\":\"answered\""));
    look();
    vote();
  }

  @AfterAll
  static void stop() throws InterruptedException {
    if (system != null) {
      system.close();
    }
    if (collector != null) {
      collector.close();
    }
  }

  /** A picture goes to the local worker, through every service. */
  private static void look() throws IOException {
    Response answer =
        RestAssured.given()
            .header("authorization", "Bearer " + system.apiKey())
            .header("traceparent", CALLED)
            .contentType(ContentType.JSON)
            .body(
                Map.of(
                    "model",
                    "auto",
                    "messages",
                    List.of(
                        Map.of(
                            "role",
                            "user",
                            "content",
                            List.of(
                                Map.of(
                                    "type",
                                    "image_url",
                                    "image_url",
                                    Map.of("url", Picture.redCircleTopLeft())),
                                Map.of("type", "text", "text", CANARY))))))
            .post(system.address("ingress") + "/v1/chat/completions");
    assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
    assertThat(answer.header("x-signalbox-model")).isEqualTo("signalbox-see");
  }

  private static void vote() {
    assertThat(
            RestAssured.given()
                .header("traceparent", CALLED)
                .contentType(ContentType.JSON)
                .body("{\"choice\": \"ship\"}")
                .put(system.address("verdict") + "/api/votes/auto")
                .statusCode())
        .isBetween(200, 204);
  }

  /** Parents of the spans of a topic's events at their reader: one an event and delivery. */
  private static List<String> consumed(String topic) {
    List<Received> found = spans("verdict", "process " + topic);
    assertThat(found).as(topic).isNotEmpty();
    return found.stream().map(Received::parent).distinct().toList();
  }

  private static List<Received> spans(String service, String name) {
    return collector.trace(TRACE).stream()
        .filter(span -> span.service().equals("signalbox-" + service))
        .filter(span -> span.name().equals(name))
        .toList();
  }

  private static Received span(String service, String name) {
    List<Received> found = spans(service, name);
    assertThat(found)
        .as("%s in %s", name, collector.trace(TRACE).stream().map(Received::name).toList())
        .hasSize(1);
    return found.getFirst();
  }

  @Test
  void shouldShowOneTraceOfOneRequestWithSpansOfAllFourServices() throws Exception {
    // Each service sends its spans in its own time.
    Waiting.until(SOON, TelemetryTest::assertOneTrace);
  }

  private static void assertOneTrace() {
    span("verdict", "PUT /api/votes/auto");
    Received request = span("ingress", "POST /v1/chat/completions");
    Received asked = span("ingress", "signalbox.classifier.v1.Classifier/Classify");
    Received called = span("ingress", "chat signalbox-see");
    Received served = span("worker", "signalbox.inference.v1.Inference/Generate");
    assertThat(request.parent()).isEqualTo(CALLER);
    assertThat(asked.parent()).isEqualTo(request.id());
    assertThat(span("classifier", asked.name()).parent()).isEqualTo(asked.id());
    assertThat(called.parent()).isEqualTo(request.id());
    assertThat(served.parent()).isEqualTo(called.id());
    assertThat(span("worker", "generate signalbox-see").parent()).isEqualTo(served.id());
    assertThat(consumed("signalbox.decisions")).containsOnly(request.id());
    assertThat(consumed("signalbox.costs")).containsOnly(request.id());
  }

  @Test
  void shouldNameWhatAModelDidByTheGenAiConventions() throws Exception {
    Waiting.until(SOON, () -> span("worker", "generate signalbox-see"));
    Received generated = span("worker", "generate signalbox-see");

    assertThat(generated.attribute("gen_ai.operation.name").path("stringValue").asText())
        .isEqualTo("chat");
    assertThat(generated.attribute("gen_ai.request.model").path("stringValue").asText())
        .isEqualTo("signalbox-see");
    assertThat(generated.attribute("gen_ai.usage.input_tokens").path("intValue").asInt())
        .isPositive();
    assertThat(generated.attribute("gen_ai.usage.output_tokens").path("intValue").asInt())
        .isPositive();
    assertThat(
            generated
                .attribute("gen_ai.response.finish_reasons")
                .at("/arrayValue/values/0/stringValue")
                .asText())
        .isIn("stop", "length");
  }

  @Test
  void shouldNameTheTraceInTheLogOfEveryService() throws Exception {
    for (String service : SERVICES) {
      Waiting.until(
          SOON,
          () ->
              assertThat(lines(service).map(line -> line.at("/mdc/traceId").asText()))
                  .as("trace ids in the log of " + service)
                  .contains(TRACE));
    }
  }

  @Test
  void shouldWriteEveryLineAsJsonWithTimeLevelAndWords() {
    for (String service : SERVICES) {
      assertThat(lines(service))
          .as(service)
          .isNotEmpty()
          .allSatisfy(
              line -> {
                assertThat(line.path("timestamp").asText()).contains("T");
                assertThat(line.path("level").asText()).isNotBlank();
                assertThat(line.path("loggerName").asText()).isNotBlank();
                assertThat(line.has("message")).isTrue();
              });
    }
  }

  @Test
  void shouldWriteNoPromptAndNoSecretIntoLogsOrSpans() throws Exception {
    // One or more: the parity of the decision may have been measured, too, each call at its cost.
    Waiting.until(SOON, () -> consumed("signalbox.costs"));
    Set<String> told =
        collector.trace(TRACE).stream()
            .map(span -> span.span().toString())
            .collect(Collectors.toSet());
    List<String> canaries =
        List.of("xylophone-quagmire", system.apiKey(), system.databasePassword());

    for (String canary : canaries) {
      assertThat(told).noneMatch(span -> span.contains(canary));
      for (String service : SERVICES) {
        assertThat(Files.readString(log(service))).as(service).doesNotContain(canary);
      }
    }
  }

  private static Path log(String service) {
    return data.resolve("logs/" + service + ".log");
  }

  /**
   * The service's own lines as far as they are written; the JVM may warn in its own form before
   * them.
   */
  private static Stream<JsonNode> lines(String service) {
    try {
      String text = Files.readString(log(service));
      return text.substring(0, text.lastIndexOf('\n') + 1)
          .lines()
          .dropWhile(line -> !line.startsWith("{"))
          .map(TelemetryTest::json);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static JsonNode json(String line) {
    try {
      return JSON.readTree(line);
    } catch (IOException e) {
      throw new AssertionError("no JSON: " + line, e);
    }
  }
}
