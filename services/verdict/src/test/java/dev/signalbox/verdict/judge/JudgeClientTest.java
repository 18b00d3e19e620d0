package dev.signalbox.verdict.judge;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.edge.tls.PeerTls;
import dev.signalbox.platform.money.Money;
import dev.signalbox.verdict.VerdictConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against an HTTP server that answers as the ingress does, well and badly. */
class JudgeClientTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private final Vertx vertx = Vertx.vertx();
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-23T10:00:00Z"));
  private final List<String> asked = new ArrayList<>();
  private volatile Consumer<HttpServerRequest> answer = request -> {};
  private HttpServer server;

  @BeforeEach
  void listen() throws Exception {
    server =
        vertx
            .createHttpServer()
            .requestHandler(
                request ->
                    request.bodyHandler(
                        body -> {
                          asked.add(body.toString());
                          answer.accept(request);
                        }))
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get(2, TimeUnit.MINUTES);
  }

  @AfterEach
  void close() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(2, TimeUnit.MINUTES);
  }

  @Test
  void shouldReadTheJudgementAndWhatItCost() throws Exception {
    answer = request -> complete(request, "{\"verdict\": \"ship\", \"score\": 4}");

    JudgeReply reply = ask(client(Map.of()));

    assertThat(reply).isInstanceOf(JudgeReply.Parsed.class);
    JudgeReply.Parsed parsed = (JudgeReply.Parsed) reply;
    assertThat(parsed.value().path("verdict").asText()).isEqualTo("ship");
    assertThat(parsed.receipt().model()).isEqualTo("simulator-large");
    assertThat(parsed.receipt().decisionId()).isEqualTo("dec_1");
    assertThat(parsed.receipt().cost()).isEqualTo(Money.ofNanoUsd(1_530_000));
    assertThat(parsed.receipt().simulated()).isTrue();
    JsonNode body = JSON.readTree(asked.get(0));
    assertThat(body.at("/response_format/json_schema/strict").asBoolean()).isTrue();
    assertThat(body.at("/messages/0/role").asText()).isEqualTo("system");
  }

  @Test
  void shouldNeverTakeWhatCannotBeParsedForAJudgement() {
    for (String content :
        List.of(
            "I would ship it.",
            "{\"verdict\": \"ship\"}",
            "{\"verdict\": \"perhaps\", \"score\": 4}",
            "{\"verdict\": \"ship\", \"score\": 9}",
            "{\"verdict\": \"ship\", \"score\": 4, \"also\": 1}",
            "{\"verdict\": \"ship\", \"score\": 4} {}",
            "[]",
            "")) {
      answer = request -> complete(request, content);
      assertThat(ask(client(Map.of()))).as(content).isInstanceOf(JudgeReply.Unparsed.class);
    }
    answer = request -> complete(request, "```json\n{\"verdict\": \"skip\", \"score\": 1}\n```");
    assertThat(ask(client(Map.of()))).isInstanceOf(JudgeReply.Parsed.class);
  }

  @Test
  void shouldGiveUpInTimeAndOnLongAnswers() {
    answer = request -> {};
    assertThat(ask(client(Map.of("signalbox.verdict.judge.timeout", "200MS"))))
        .isEqualTo(new JudgeReply.Unavailable("no answer in time"));

    answer = request -> request.response().end("x".repeat(5_000));
    assertThat(ask(client(Map.of("signalbox.verdict.judge.max-answer-bytes", "2000"))))
        .isEqualTo(new JudgeReply.Unavailable("the answer is too long"));
  }

  @Test
  void shouldStopAskingAfterFailuresAndTryAgainAfterThePause() {
    JudgeClient client = client(Map.of("signalbox.verdict.judge.breaker-failures", "3"));
    answer = request -> request.response().setStatusCode(503).end();
    for (int i = 0; i < 5; i++) {
      assertThat(ask(client)).isInstanceOf(JudgeReply.Unavailable.class);
    }
    assertThat(asked).hasSize(3);

    now.set(requireNonNull(now.get()).plusSeconds(31));
    answer = request -> complete(request, "{\"verdict\": \"ship\", \"score\": 4}");
    assertThat(ask(client)).isInstanceOf(JudgeReply.Parsed.class);
    assertThat(ask(client)).isInstanceOf(JudgeReply.Parsed.class);
  }

  @Test
  void shouldSayThatItHasNoKey() {
    JudgeClient client = client(Map.of("signalbox.verdict.judge.key", " "));
    assertThat(client.isConfigured()).isFalse();
    assertThat(ask(client)).isInstanceOf(JudgeReply.Unavailable.class);
    assertThat(asked).isEmpty();
  }

  private JudgeReply ask(JudgeClient client) {
    return client
        .ask(new JudgeQuestion("simulator-large", "You judge.", "Ship?", "verdict", schema(), 100))
        .await()
        .atMost(Duration.ofMinutes(2));
  }

  private JudgeClient client(Map<String, String> settings) {
    VerdictConfig config =
        new SmallRyeConfigBuilder()
            .addDefaultInterceptors()
            .withConverter(
                Duration.class, 500, new io.quarkus.runtime.configuration.DurationConverter())
            .withMapping(VerdictConfig.class)
            .withDefaultValue("signalbox.verdict.judge.key", "sk-test")
            .withDefaultValue("signalbox.verdict.judge.connect-timeout", "60S")
            .withDefaultValue(
                "signalbox.verdict.judge.endpoint", "http://127.0.0.1:" + server.actualPort())
            .withSources(new io.smallrye.config.PropertiesConfigSource(settings, "test", 500))
            .build()
            .getConfigMapping(VerdictConfig.class);
    return new JudgeClient(vertx, config, now::get, new SimpleMeterRegistry(), PeerTls.off());
  }

  private static void complete(HttpServerRequest request, String content) {
    ObjectNode body = JSON.createObjectNode();
    body.putArray("choices")
        .addObject()
        .put("finish_reason", "stop")
        .putObject("message")
        .put("role", "assistant")
        .put("content", content);
    request
        .response()
        .putHeader("x-signalbox-model", "simulator-large")
        .putHeader("x-signalbox-decision", "dec_1")
        .putHeader("x-signalbox-cost-usd", "0.00153")
        .putHeader("x-signalbox-simulated", "true")
        .end(body.toString());
  }

  private static JsonNode schema() {
    try {
      return JSON.readTree(
          """
          {"type": "object", "additionalProperties": false, "required": ["verdict", "score"],
           "properties": {"verdict": {"type": "string", "enum": ["ship", "skip"]},
             "score": {"type": "integer", "minimum": 1, "maximum": 5}}}
          """);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
