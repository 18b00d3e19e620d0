package dev.signalbox.ingress.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class AnswersTest extends EdgeTest {
  @Test
  void shouldAnswerByTheCheapModelAndSayWhyAndForHowMuch() throws Exception {
    Caller.Answer answer = caller.plain("ok", "Hello?");

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.json().at("/choices/0/message/content").asText())
        .isEqualTo("Hello there, wörld.");
    assertThat(answer.json().get("model").asText()).isEqualTo("ok-primary");
    assertThat(answer.header("x-signalbox-model")).isEqualTo("ok-primary");
    assertThat(answer.header("x-signalbox-reason")).isNotEmpty();
    assertThat(answer.header("x-request-id")).startsWith("req-");
    assertThat(answer.header("server-timing")).contains("classify;dur=").contains("upstream;dur=");
    // 11 in and 5 out at 1 and 2 dollars a million; at 10 and 20 on the reference
    assertThat(answer.header("x-signalbox-cost-usd")).isEqualTo("0.000021");
    assertThat(answer.header("x-signalbox-saved-usd")).isEqualTo("0.000189");
  }

  @Test
  void shouldWriteDownDecisionAndCostOnce() throws Exception {
    Caller.Answer answer = caller.plain("ok", "Hello again?");
    String decision = answer.header("x-signalbox-decision");

    JsonNode decided = events.decision(decision).data();
    assertThat(decided.get("model").asText()).isEqualTo("ok-primary");
    assertThat(decided.get("tenant").asText()).isEqualTo("acme");
    assertThat(decided.get("keyId").asText()).isEqualTo("key-1");
    assertThat(decided.at("/classification/status").asText()).isEqualTo("answered");
    assertThat(decided.get("candidates")).hasSize(2);
    assertThat(events.costsOf(decision)).hasSize(1);
    JsonNode cost = events.costsOf(decision).get(0).data();
    assertThat(cost.get("x_BilledNanoUsd").asLong()).isEqualTo(21_000);
    assertThat(cost.get("BilledCost").decimalValue())
        .isEqualByComparingTo(new BigDecimal("0.000021"));
    assertThat(cost.get("x_ReferenceNanoUsd").asLong()).isEqualTo(210_000);
    assertThat(cost.get("x_SavedNanoUsd").asLong()).isEqualTo(189_000);
    assertThat(cost.get("x_UsageSource").asText()).isEqualTo("reported");
    assertThat(cost.get("x_Outcome").asText()).isEqualTo("completed");
    assertThat(events.costsOf(decision).get(0).event().partitionKey()).isEqualTo("acme");
  }

  @Test
  void shouldGoToTheStrongerModelWhenItIsHard() throws Exception {
    Caller.Answer answer = caller.plain("ok", "a hard one");

    assertThat(answer.header("x-signalbox-model")).isEqualTo("ok-backup");
  }

  @Test
  void shouldGoToTheSafeModelWhenTheClassifierIsLate() throws Exception {
    Caller.Answer answer = caller.plain("ok", "a late one");

    assertThat(answer.header("x-signalbox-model")).isEqualTo("ok-backup");
    assertThat(answer.header("x-signalbox-reason")).containsIgnoringCase("classifier");
  }

  @Test
  void shouldUseTheModelThatIsNamed() throws Exception {
    Caller.Answer answer = caller.plain("ok-backup", "Hello?");

    assertThat(answer.header("x-signalbox-model")).isEqualTo("ok-backup");
    assertThat(answer.header("x-signalbox-saved-usd")).isEqualTo("0");
  }

  @Test
  void shouldPassUnknownFieldsThroughAndKeepItsOwn() throws Exception {
    caller.post(
        "/v1/chat/completions",
        Caller.body(
            "ok", "pass-through-1", ",\"routing\":{\"mode\":\"cost\"},\"exotic\":{\"a\":[1]}"));

    JsonNode body = caller.seen("pass-through-1").get("body");
    assertThat(body.at("/exotic/a/0").asInt()).isEqualTo(1);
    assertThat(body.has("routing")).isFalse();
    assertThat(body.get("model").asText()).isEqualTo("ok");
  }

  @Test
  void shouldContinueTheTraceAndKeepTheKeyToItself() throws Exception {
    String trace = "4bf92f3577b34da6a3ce929d0e0e4736";

    caller.post(
        "/v1/chat/completions",
        Caller.body("ok", "traced-1", ""),
        "traceparent",
        "00-" + trace + "-00f067aa0ba902b7-01");

    JsonNode sent = caller.seen("traced-1");
    assertThat(sent.get("traceparent").asText())
        .startsWith("00-" + trace)
        .doesNotContain("00f067aa0ba902b7");
    assertThat(sent.get("authorization").isNull()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ok", "crlf", "drip", "no-blank-line"})
  void shouldStreamWhateverTheFraming(String route) throws Exception {
    Caller.Answer answer = caller.stream(route, "Hello?");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("content-type")).isEqualTo("text/event-stream; charset=utf-8");
    assertThat(answer.header("x-signalbox-model")).isEqualTo(route + "-primary");
    assertThat(answer.streamedText()).isEqualTo("Hello wörld.");
    assertThat(answer.events()).last().isEqualTo("[DONE]");
    assertThat(answer.event(0).at("/choices/0/delta/role").asText()).isEqualTo("assistant");
    assertThat(answer.event(0).get("model").asText()).isEqualTo(route + "-primary");
    assertThat(answer.body()).contains(": signalbox cost-usd=0.000021 saved-usd=0.000189");
    JsonNode cost = events.costsOf(answer.header("x-signalbox-decision")).get(0).data();
    assertThat(cost.get("x_BilledNanoUsd").asLong()).isEqualTo(21_000);
  }

  @Test
  void shouldSendTheUsageChunkOnlyWhenAsked() throws Exception {
    Caller.Answer without = caller.stream("ok", "Hello?");
    Caller.Answer with =
        caller.post(
            "/v1/chat/completions",
            Caller.body(
                "ok", "Hello?", ",\"stream\":true,\"stream_options\":{\"include_usage\":true}"));

    assertThat(without.body()).doesNotContain("usage\":");
    int last = with.events().size() - 2;
    assertThat(with.event(last).get("choices")).isEmpty();
    assertThat(with.event(last).at("/usage/prompt_tokens").asInt()).isEqualTo(11);
    assertThat(with.event(0).get("usage").isNull()).isTrue();
  }

  @Test
  void shouldEstimateUsageThatIsNotReportedAndSaySo() throws Exception {
    Caller.Answer plain = caller.plain("no-usage", "12345678");
    Caller.Answer stream =
        caller.post(
            "/v1/chat/completions",
            Caller.body(
                "no-usage",
                "12345678",
                ",\"stream\":true,\"stream_options\":{\"include_usage\":true}"));

    assertThat(plain.header("x-signalbox-usage")).isEqualTo("estimated");
    JsonNode cost = events.costsOf(plain.header("x-signalbox-decision")).get(0).data();
    assertThat(cost.get("x_UsageSource").asText()).isEqualTo("estimated");
    assertThat(cost.get("x_InputTokens").asInt()).isEqualTo(3 + 2);
    assertThat(cost.get("x_OutputTokens").asInt()).isEqualTo(5);
    int last = stream.events().size() - 2;
    assertThat(stream.event(last).at("/usage/completion_tokens").asInt()).isEqualTo(3);
    assertThat(stream.saysDone()).isTrue();
  }

  /** The upstream says its first word when the ping has come. */
  @Test
  void shouldPingWhileThereIsNoFirstToken() throws Exception {
    try (Socket socket = askBySocket(Caller.body("stepped-primary", "Hello?", ",\"stream\":true"));
        BufferedReader answer =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
      String before = readUntil(answer, ": ping");
      step(event("Hello"));
      step("data: [DONE]\n\n");
      step("");
      String after = readUntil(answer, "[DONE]");

      assertThat(before).doesNotContain("data: ");
      assertThat(after).contains("\"content\":\"Hello\"");
    }
  }

  /** What comes up to a line with {@code text}. */
  private static String readUntil(BufferedReader answer, String text) throws IOException {
    StringBuilder read = new StringBuilder();
    for (String line = answer.readLine(); !line.contains(text); line = answer.readLine()) {
      read.append(line).append('\n');
    }
    return read.toString();
  }

  @Test
  void shouldAnswerTheDecisionAloneWithoutCallingAModel() throws Exception {
    Caller.Answer answer = caller.post("/v1/route", Caller.body("ok", "dry-run-1", ""));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().get("model").asText()).isEqualTo("ok-primary");
    assertThat(answer.json().get("dryRun").asBoolean()).isTrue();
    String id = answer.json().get("decisionId").asText();
    assertThat(events.decision(id).data().get("dryRun").asBoolean()).isTrue();
    assertThat(caller.fakeState().get("bodies").toString()).doesNotContain("dry-run-1");
  }

  @Test
  void shouldNarrowARouteAsTheRequestWishes() throws Exception {
    Caller.Answer wished =
        caller.post(
            "/v1/chat/completions",
            Caller.body("ok", "Hello?", ",\"routing\":{\"models\":[\"ok-backup\"]}"));
    Caller.Answer mode =
        caller.post("/v1/route", Caller.body("ok", "Hello?", ""), "x-signalbox-mode", "quality");
    Caller.Answer wrong =
        caller.post("/v1/route", Caller.body("ok", "Hello?", ""), "x-signalbox-mode", "fastest");

    assertThat(wished.header("x-signalbox-model")).isEqualTo("ok-backup");
    assertThat(mode.json().get("mode").asText()).isEqualTo("quality");
    assertThat(wrong.status()).isEqualTo(400);
    assertThat(wrong.json().at("/error/param").asText()).isEqualTo("routing.mode");
  }
}
