package dev.signalbox.ingress.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that come twice: under an Idempotency-Key, and to a tenant's response cache. */
@QuarkusTest
class RepetitionsTest extends EdgeTest {
  private final String key = UUID.randomUUID().toString();

  @ParameterizedTest
  @ValueSource(strings = {"false", "true"})
  void shouldGiveTheSameAnswerAgainAndChargeOnce(String stream) throws Exception {
    String body = Caller.body("ok", "Hello " + key, ",\"stream\":" + stream);
    Caller.Answer first = underKey(body);
    Caller.Answer second = underKey(body);

    assertThat(first.status()).as(first.body()).isEqualTo(200);
    assertThat(second.status()).isEqualTo(200);
    assertThat(second.body()).isEqualTo(first.body());
    assertThat(second.header("idempotent-replayed")).isEqualTo("true");
    assertThat(first.header("idempotent-replayed")).isEmpty();
    assertThat(second.header("content-type")).isEqualTo(first.header("content-type"));
    assertThat(second.header("x-signalbox-decision"))
        .isEqualTo(first.header("x-signalbox-decision"));
    assertThat(events.costsOf(first.header("x-signalbox-decision"))).hasSize(1);
  }

  @Test
  void shouldRefuseAnotherRequestUnderTheSameKey() throws Exception {
    underKey(Caller.body("ok", "Hello", ""));
    Caller.Answer other = underKey(Caller.body("ok", "Goodbye", ""));

    assertThat(other.status()).isEqualTo(422);
    assertThat(other.errorCode()).isEqualTo("idempotency_key_reused");
  }

  @Test
  void shouldSayThatTheFirstIsStillBeingAnswered() throws Exception {
    String body = Caller.body("stepped-primary", "Hello", ",\"stream\":true");
    try (Socket first = askBySocket(body, "idempotency-key: " + key)) {
      step(event("Hello"));

      assertThat(underKey(body).status()).isEqualTo(409);

      step("data: [DONE]\n\n");
      step("");
      assertThat(head(first)).startsWith("HTTP/1.1 200 ");
    }
  }

  private static String head(Socket answer) throws IOException {
    return new BufferedReader(
            new InputStreamReader(answer.getInputStream(), StandardCharsets.UTF_8))
        .readLine();
  }

  private Caller.Answer sure(String body) {
    try {
      return underKey(body);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void shouldFinishTheAnswerOfAClientThatLeftAndChargeItOnce() throws Exception {
    String body = Caller.body("slow-first-primary", "Hello " + key, ",\"stream\":true");
    try (Socket socket = askBySocket(body, "idempotency-key: " + key)) {
      socket.getInputStream().read();
    }
    Caller.Answer second =
        MemoryPublisher.await(
                () -> {
                  Caller.Answer again = sure(body);
                  return again.status() == 200 ? List.of(again) : List.<Caller.Answer>of();
                })
            .get(0);

    assertThat(second.header("idempotent-replayed")).isEqualTo("true");
    assertThat(second.saysDone()).isTrue();
    JsonNode cost = events.costsOf(second.header("x-signalbox-decision")).get(0).data();
    assertThat(cost.get("x_Outcome").asText()).isEqualTo("completed");
    assertThat(events.costsOf(second.header("x-signalbox-decision"))).hasSize(1);
  }

  @Test
  void shouldLetARefusedRequestTryAgain() throws Exception {
    Caller.Answer first = underKey(Caller.body("picky", "Hello", ""));
    Caller.Answer second = underKey(Caller.body("picky", "Hello", ""));

    assertThat(first.status()).isEqualTo(400);
    assertThat(second.status()).isEqualTo(400);
    assertThat(second.header("idempotent-replayed")).isEmpty();
  }

  @Test
  void shouldAnswerEqualRequestsFromTheCacheForNothing() throws Exception {
    String body = Caller.body("ok", "Cached " + key, "");
    Caller.Answer first = cached(body);
    Caller.Answer second = cached(body);
    Caller.Answer fresh = cached(body, "cache-control", "no-cache");
    Caller.Answer other = cached(body + " ");

    assertThat(first.header("x-signalbox-cache")).isEqualTo("miss");
    assertThat(second.header("x-signalbox-cache")).isEqualTo("hit");
    assertThat(Integer.parseInt(second.header("age"))).isBetween(0, 120);
    assertThat(second.body()).isEqualTo(first.body());
    assertThat(second.header("x-signalbox-cost-usd")).matches("0(\\.0+)?");
    assertThat(fresh.header("x-signalbox-cache")).isEqualTo("miss");
    assertThat(other.header("x-signalbox-cache")).isEqualTo("miss");
    JsonNode event =
        MemoryPublisher.await(
                () ->
                    events.costs(
                        cost ->
                            cost.get("x_RequestId").asText().equals(second.header("x-request-id"))))
            .get(0)
            .data();
    assertThat(event.get("x_Outcome").asText()).isEqualTo("cached");
    assertThat(event.get("x_BilledNanoUsd").asLong()).isZero();
    assertThat(event.get("x_SavedNanoUsd").asLong()).isPositive();
  }

  @Test
  void shouldSayInACachedStreamThatItCostNothing() throws Exception {
    String body = Caller.body("ok", "Cached " + key, ",\"stream\":true");
    Caller.Answer first = cached(body);
    Caller.Answer second = cached(body);
    Caller.Answer wished = cached(body, "x-signalbox-mode", "quality");

    assertThat(first.body()).doesNotContainPattern(": signalbox cost-usd=0(\\.0+)? ");
    assertThat(second.header("x-signalbox-cache")).isEqualTo("hit");
    assertThat(second.streamedText()).isEqualTo("Hello wörld.");
    assertThat(second.body()).containsPattern(": signalbox cost-usd=0(\\.0+)? ");
    assertThat(wished.header("x-signalbox-cache")).isEqualTo("miss");
  }

  @Test
  void shouldCacheForNobodyWhoDidNotAskForIt() throws Exception {
    String body = Caller.body("ok", "Uncached " + key, "");
    caller.post("/v1/chat/completions", body);

    assertThat(caller.post("/v1/chat/completions", body).header("x-signalbox-cache")).isEmpty();
  }

  private Caller.Answer underKey(String body) throws Exception {
    return caller.post("/v1/chat/completions", body, "idempotency-key", key);
  }

  private Caller.Answer cached(String body, String... headers) throws Exception {
    return new Caller(base, fake, Edge.CACHING_KEY).post("/v1/chat/completions", body, headers);
  }
}
