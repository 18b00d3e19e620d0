package dev.signalbox.ingress.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How providers are known to fail, and what the client sees of it. */
@QuarkusTest
class FaultWallTest extends EdgeTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"reset", "error-200", "busy", "broken", "stranger", "garbage", "cut", "silent"})
  void shouldFallOverToTheNextModelOnPlainRequests(String fault) throws Exception {
    Caller.Answer answer = caller.plain(fault, "Hello?");

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.header("x-signalbox-model")).isEqualTo(fault + "-backup");
    assertThat(answer.json().get("model").asText()).isEqualTo(fault + "-backup");
    assertThat(onlyCost(answer).get("SkuId").asText()).isEqualTo(fault + "-backup");
    // a busy one that was asked before is left alone as long as it wished, and not asked at all
    assertThat(onlyCost(answer).get("x_Attempts").asInt()).isBetween(1, 2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "reset",
        "error-200",
        "error-at-once",
        "busy",
        "broken",
        "stranger",
        "garbage",
        "whole-to-stream",
        "silent"
      })
  void shouldFallOverToTheNextModelBeforeTheFirstByteOfAStream(String fault) throws Exception {
    Caller.Answer answer = caller.stream(fault, "Hello?");

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.streamedText()).isEqualTo("Hello wörld.");
    assertThat(answer.saysDone()).isTrue();
    assertThat(answer.event(0).get("model").asText()).isEqualTo(fault + "-backup");
    assertThat(onlyCost(answer).get("SkuId").asText()).isEqualTo(fault + "-backup");
  }

  @ParameterizedTest
  @ValueSource(strings = {"cut", "stall", "garbage-inside", "error-inside", "no-done"})
  void shouldEndABrokenStreamWithAnErrorAndNeverWithDone(String fault) throws Exception {
    Caller.Answer answer = caller.stream(fault, "Hello?");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.saysDone()).as(answer.body()).isFalse();
    JsonNode error = answer.event(answer.events().size() - 1).get("error");
    assertThat(error.get("code").asText()).isEqualTo("upstream_interrupted");
    assertThat(error.get("type").asText()).isEqualTo("server_error");
    assertThat(answer.streamedText()).startsWith("Hello ");
    JsonNode cost = onlyCost(answer);
    assertThat(cost.get("x_Outcome").asText()).isEqualTo("interrupted");
    assertThat(cost.get("SkuId").asText()).isEqualTo(fault + "-primary");
    assertThat(cost.get("x_OutputTokens").asInt()).isPositive();
  }

  @Test
  void shouldTellTheProvidersReasonWhenTheRequestIsToBlameAndTryNobodyElse() throws Exception {
    Caller.Answer answer = caller.plain("picky", "Hello?");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().at("/error/message").asText()).isEqualTo("Your prompt is too long.");
    assertThat(answer.errorCode()).isEqualTo("upstream_rejected");
    assertThat(
            events.costs(
                c -> c.get("x_DecisionId").asText().equals(answer.header("x-signalbox-decision"))))
        .isEmpty();
  }

  @Test
  void shouldSayHowLongToWaitWhenTheOnlyModelIsBusy() throws Exception {
    Caller.Answer answer = caller.plain("busy-primary", "Hello?");

    assertThat(answer.status()).isIn(429, 503);
    assertThat(Integer.parseInt(answer.header("retry-after"))).isBetween(1, 8);
  }

  @Test
  void shouldSayThatNothingCanBeReached() throws Exception {
    Caller.Answer answer = caller.plain("gone", "Hello?");

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.errorCode()).isEqualTo("no_healthy_model");
    assertThat(answer.header("retry-after")).isNotEmpty();
    assertThat(answer.body()).doesNotContain("127.0.0.1");
  }

  @Test
  void shouldLeaveAnUpstreamAloneAfterFiveFailures() throws Exception {
    for (int i = 0; i < 8; i++) {
      assertThat(caller.plain("opens", "Hello?").header("x-signalbox-model"))
          .isEqualTo("opens-backup");
    }

    Caller.Answer named = caller.plain("opens-primary", "Hello?");
    Caller.Answer routed = caller.post("/v1/route", Caller.body("opens", "Hello?", ""));

    assertThat(named.status()).isEqualTo(503);
    assertThat(named.errorCode()).isEqualTo("no_healthy_model");
    assertThat(routed.json().get("model").asText()).isEqualTo("opens-backup");
    assertThat(routed.json().get("candidates").toString()).contains("left alone");
    JsonNode health = caller.get("/v1/health/models").json().get("data");
    JsonNode primary = find(health, "opens-primary");
    assertThat(primary.get("breaker").asText()).isEqualTo("open");
    assertThat(primary.get("failures").asInt()).isEqualTo(5);
    assertThat(primary.get("refuses_for_ms").asLong()).isPositive();
    assertThat(find(health, "opens-backup").get("breaker").asText()).isEqualTo("closed");
    assertThat(caller.get("/q/metrics").body())
        .containsPattern("signalbox_ingress_upstream_breaker\\{model=\"opens-primary\"\\} 2");
  }

  private static JsonNode find(JsonNode models, String name) {
    for (JsonNode model : models) {
      if (model.get("model").asText().equals(name)) {
        return model;
      }
    }
    throw new AssertionError("no " + name);
  }

  private JsonNode onlyCost(Caller.Answer answer) throws Exception {
    var costs = events.costsOf(answer.header("x-signalbox-decision"));
    assertThat(costs).hasSize(1);
    return costs.get(0).data();
  }
}
