package dev.signalbox.ingress.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One cost event a request; in it, every call that its provider bills (ADR 0090). */
@QuarkusTest
class BilledAttemptsTest extends EdgeTest {
  @Test
  void shouldBillAnAnswerThatBrokeBesideTheOneThatFollowed() throws Exception {
    JsonNode cost = costOf("garbage", ",\"max_tokens\":30");

    assertThat(cost.get("x_Attempts").asInt()).isEqualTo(2);
    JsonNode failed = cost.at("/x_Lines/0");
    assertThat(failed.get("model").asText()).isEqualTo("garbage-primary");
    assertThat(failed.get("purpose").asText()).isEqualTo("failed");
    assertThat(failed.get("usageSource").asText()).isEqualTo("estimated");
    assertThat(failed.get("outputTokens").asInt()).isEqualTo(30);
    JsonNode answer = cost.at("/x_Lines/1");
    assertThat(answer.get("model").asText()).isEqualTo("garbage-backup");
    assertThat(answer.get("purpose").asText()).isEqualTo("answer");
    assertThat(answer.get("usageSource").asText()).isEqualTo("reported");
    assertThat(cost.get("x_UsageSource").asText()).isEqualTo("estimated");
    assertThat(cost.get("x_BilledNanoUsd").asLong())
        .isEqualTo(failed.get("billedNanoUsd").asLong() + answer.get("billedNanoUsd").asLong());
    // The counterfactual is one call to the reference, which here is the one that answered.
    assertThat(cost.get("x_ReferenceNanoUsd").asLong())
        .isEqualTo(answer.get("billedNanoUsd").asLong());
  }

  @Test
  void shouldBillThePromptToAnUpstreamThatKeptQuiet() throws Exception {
    JsonNode cost = costOf("silent", "");

    JsonNode failed = cost.at("/x_Lines/0");
    assertThat(failed.get("model").asText()).isEqualTo("silent-primary");
    assertThat(failed.get("inputTokens").asInt()).isPositive();
    assertThat(failed.get("outputTokens").asInt()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"reset", "broken", "error-200", "busy", "stranger"})
  void shouldNotBillARefusalOrAnError(String fault) throws Exception {
    JsonNode cost = costOf(fault, "");

    assertThat(cost.get("SkuId").asText()).isEqualTo(fault + "-backup");
    assertThat(cost.get("x_Lines")).isNull();
  }

  @Test
  void shouldWriteDownWhatWasBilledWhenNobodyAnswered() throws Exception {
    Caller.Answer answer = caller.plain("garbage-primary", "Hello?");

    assertThat(answer.status()).isEqualTo(502);
    JsonNode cost = events.costsOf(answer.header("x-signalbox-decision")).get(0).data();
    assertThat(cost.get("x_Outcome").asText()).isEqualTo("failed");
    assertThat(cost.get("x_BilledNanoUsd").asLong()).isPositive();
    assertThat(cost.get("x_ReferenceNanoUsd").asLong()).isZero();
    assertThat(cost.get("x_SavedNanoUsd").asLong())
        .isEqualTo(-cost.get("x_BilledNanoUsd").asLong());
  }

  private JsonNode costOf(String route, String more) throws Exception {
    Caller.Answer answer =
        caller.post("/v1/chat/completions", Caller.body(route, "Hello, who is there?", more));
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    var costs = events.costsOf(answer.header("x-signalbox-decision"));
    assertThat(costs).hasSize(1);
    return costs.get(0).data();
  }
}
