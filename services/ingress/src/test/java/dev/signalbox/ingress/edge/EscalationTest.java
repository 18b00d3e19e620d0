package dev.signalbox.ingress.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import java.net.Socket;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Answered cheaply, checked, and asked again of a stronger model: one decision, one cost event. */
@QuarkusTest
class EscalationTest extends EdgeTest {
  @Test
  void shouldAskTheStrongerModelWhenTheAnswerIsARefusal() throws Exception {
    Caller.Answer answer = caller.plain("refusing", "Hello?");

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.json().at("/choices/0/message/content").asText())
        .isEqualTo("Hello there, wörld.");
    assertThat(answer.header("x-signalbox-model")).isEqualTo("refusing-strong");
    assertThat(answer.json().get("model").asText()).isEqualTo("refusing-strong");
    assertThat(answer.header("x-signalbox-escalated")).isEqualTo("it reads like a refusal");
    // 11 in and 5 out at 1 and 2 dollars a million, and at 10 and 20
    assertThat(answer.header("x-signalbox-cost-usd")).isEqualTo("0.000231");
    assertThat(answer.header("x-signalbox-saved-usd")).isEqualTo("-0.000021");
    JsonNode cost = onlyCost(answer);
    assertThat(cost.get("x_EscalatedBecause").asText()).isEqualTo("it reads like a refusal");
    assertThat(cost.get("x_Attempts").asInt()).isEqualTo(2);
    assertThat(cost.at("/x_Lines/0/purpose").asText()).isEqualTo("draft");
    assertThat(cost.at("/x_Lines/1/purpose").asText()).isEqualTo("answer");
    assertThat(sumOfLines(cost)).isEqualTo(cost.get("x_BilledNanoUsd").asLong()).isEqualTo(231_000);
    assertThat(events.decision(answer.header("x-signalbox-decision")).data().at("/escalation/to"))
        .hasToString("\"refusing-strong\"");
  }

  @Test
  void shouldCompareSamplesAndBillEach() throws Exception {
    Caller.Answer answer = caller.plain("unsteady", "What is six times seven?");

    assertThat(answer.header("x-signalbox-model")).isEqualTo("unsteady-strong");
    assertThat(answer.header("x-signalbox-escalated"))
        .isEqualTo("only 1 of 3 samples agree with it");
    JsonNode cost = onlyCost(answer);
    assertThat(cost.get("x_Lines")).hasSize(4);
    assertThat(cost.at("/x_Lines/1/purpose").asText()).isEqualTo("sample");
    assertThat(sumOfLines(cost)).isEqualTo(cost.get("x_BilledNanoUsd").asLong()).isEqualTo(273_000);
  }

  @Test
  void shouldSendTheFirstAnswerWhenTheStrongerModelFails() throws Exception {
    Caller.Answer answer = caller.plain("lost", "Hello?");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("x-signalbox-model")).isEqualTo("lost-first");
    assertThat(answer.header("x-signalbox-escalated"))
        .isEqualTo("it reads like a refusal, and lost-strong did not answer");
    assertThat(onlyCost(answer).get("x_BilledNanoUsd").asLong()).isEqualTo(21_000);
  }

  @Test
  void shouldBillWhatWasAskedWhenTheClientLeavesMeanwhile() throws Exception {
    int before = asked("silent");
    int settled = abandoned().size();
    try (Socket socket = askBySocket(Caller.body("abandoned", "Hello?", ""))) {
      MemoryPublisher.await(() -> asked("silent") > before ? List.of(1) : List.<Integer>of());
      socket.setSoLinger(true, 0);
    }

    List<MemoryPublisher.Published> costs =
        MemoryPublisher.await(() -> abandoned().stream().skip(settled).toList());
    assertThat(costs).hasSize(1);
    JsonNode cost = costs.get(0).data();
    assertThat(cost.get("x_Outcome").asText()).isEqualTo("client_gone");
    assertThat(cost.at("/x_Lines/0/purpose").asText()).isEqualTo("draft");
    assertThat(cost.at("/x_Lines/0/billedNanoUsd").asLong()).isEqualTo(21_000);
    assertThat(cost.at("/x_Lines/1/model").asText()).isEqualTo("abandoned-strong");
    assertThat(cost.at("/x_Lines/1/usageSource").asText()).isEqualTo("estimated");
    assertThat(sumOfLines(cost)).isEqualTo(cost.get("x_BilledNanoUsd").asLong());
  }

  @Test
  void shouldSendAnAnswerThatPassesAndBillItOnce() throws Exception {
    Caller.Answer answer = caller.plain("passing", "Hello?");

    assertThat(answer.header("x-signalbox-model")).isEqualTo("passing-first");
    assertThat(answer.header("x-signalbox-escalated")).isEmpty();
    assertThat(onlyCost(answer).has("x_Lines")).isFalse();
  }

  @Test
  void shouldNotCheckAStreamAndSaySo() throws Exception {
    Caller.Answer answer = caller.stream("refusing", "Hello?");

    assertThat(answer.header("x-signalbox-model")).isEqualTo("refusing-first");
    assertThat(
            events
                .decision(answer.header("x-signalbox-decision"))
                .data()
                .at("/escalation/unchecked")
                .asText())
        .isEqualTo("a stream is sent as it comes");
  }

  @Test
  void shouldNotCheckWhenTheRequestSaysSo() throws Exception {
    Caller.Answer answer =
        caller.post(
            "/v1/chat/completions",
            Caller.body("refusing", "Hello?", ""),
            "x-signalbox-escalation",
            "false");

    assertThat(answer.header("x-signalbox-model")).isEqualTo("refusing-first");
  }

  private List<MemoryPublisher.Published> abandoned() {
    return events.costs(cost -> cost.path("x_Route").asText().equals("abandoned"));
  }

  private JsonNode onlyCost(Caller.Answer answer) throws Exception {
    var costs = events.costsOf(answer.header("x-signalbox-decision"));
    assertThat(costs).hasSize(1);
    return costs.get(0).data();
  }

  private static long sumOfLines(JsonNode cost) {
    long sum = 0;
    for (JsonNode line : cost.get("x_Lines")) {
      sum += line.get("billedNanoUsd").asLong();
    }
    return sum;
  }
}
