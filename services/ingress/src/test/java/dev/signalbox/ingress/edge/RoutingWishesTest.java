package dev.signalbox.ingress.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.ingress.assembly.ToldPlacements;
import dev.signalbox.ingress.conversation.Placement;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a request may say about its routing, and what it is told back. */
@QuarkusTest
class RoutingWishesTest extends EdgeTest {
  private static final String LONG = "lorem ipsum ".repeat(500);

  @Inject MemoryPlacements placements;

  @Inject ToldPlacements replicas;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"mode":"fastest"}               | routing.mode
          {"mode":101}                     | routing.mode
          {"mode":-1}                      | routing.mode
          {"mode":true}                    | routing.mode
          {"mode":"1.23456"}               | routing.mode
          {"models":["ok-primary","nope"]} | routing.models[1]
          {"models":["see"]}               | routing.models
          {"models":[""]}                  | routing.models[0]
          {"models":7}                     | routing.models
          {"zone":"moon"}                  | routing.zone
          {"zone":""}                      | routing.zone
          {"max_cost_usd":-0.1}            | routing.max_cost_usd
          {"max_cost_usd":"much"}          | routing.max_cost_usd
          {"max_cost_usd":"NaN"}           | routing.max_cost_usd
          {"max_cost_usd":1e-999999999}    | routing.max_cost_usd
          {"max_cost_usd":1e999999999}     | routing.max_cost_usd
          {"max_cost_usd":0.0000000001}    | routing.max_cost_usd
          {"session":5}                    | routing.session
          {"escalation":"no"}              | routing.escalation
          {"mode":"cost","mode":"quality"} | routing.mode
          {"speed":"fast"}                 | routing.speed
          [1]                              | routing
          """)
  void shouldRefuseNonsenseWithItsPath(String routing, String path) throws Exception {
    Caller.Answer answer =
        caller.post("/v1/route", Caller.body("ok", "Hello?", ",\"routing\":" + routing));

    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertThat(answer.json().at("/error/param").asText()).isEqualTo(path);
    assertThat(answer.json().at("/error/type").asText()).isEqualTo("invalid_request_error");
  }

  @Test
  void shouldTakeTheSameByHeadersWhichGoFirst() throws Exception {
    Caller.Answer wished =
        caller.post(
            "/v1/route",
            Caller.body("ok", "Hello?", ",\"routing\":{\"mode\":\"quality\"}"),
            "x-signalbox-mode",
            "1.5",
            "x-signalbox-models",
            "ok-primary, ok-backup",
            "x-signalbox-zone",
            "cluster",
            "x-signalbox-max-cost-usd",
            "0.25");
    Caller.Answer wrong =
        caller.post(
            "/v1/route", Caller.body("ok", "Hello?", ""), "x-signalbox-max-cost-usd", "much");

    assertThat(wished.status()).as(wished.body()).isEqualTo(200);
    assertThat(wished.json().get("mode").asText()).isEqualTo("1.5");
    assertThat(wished.json().at("/asked/zone").asText()).isEqualTo("cluster");
    assertThat(wished.json().at("/asked/maxCostNanoUsd").asLong()).isEqualTo(250_000_000);
    assertThat(wrong.status()).isEqualTo(400);
    assertThat(wrong.json().at("/error/param").asText()).isEqualTo("routing.max_cost_usd");
  }

  @Test
  void shouldNeverChooseWhatCostsMoreThanIsAllowed() throws Exception {
    // On a hard one the backup would be chosen: about 20 tokens at 20 dollars a million.
    Caller.Answer bounded =
        caller.post(
            "/v1/route", Caller.body("ok", "a hard one", ",\"routing\":{\"max_cost_usd\":1e-04}"));
    Caller.Answer none =
        caller.post("/v1/route", Caller.body("ok", "Hi", ",\"routing\":{\"max_cost_usd\":\"0\"}"));

    assertThat(bounded.json().get("model").asText()).isEqualTo("ok-primary");
    JsonNode backup = bounded.json().get("candidates").get(1);
    assertThat(backup.get("gate").asText()).isEqualTo("max_cost");
    assertThat(none.status()).isEqualTo(400);
    assertThat(none.errorCode()).isEqualTo("no_capable_model");
    assertThat(none.json().at("/error/param").asText()).isEqualTo("routing.max_cost_usd");
    assertThat(none.json().at("/error/message").asText())
        .contains("ok-primary is expected to cost")
        .contains("[max_cost]");
  }

  @Test
  void shouldNarrowARouteToTheWishedZoneAndNeverWidenIt() throws Exception {
    Caller.Answer anywhere = caller.plain("zoned", "Hi");
    Caller.Answer home = zoned("zoned", "cluster");
    Caller.Answer byHeader =
        caller.post(
            "/v1/chat/completions",
            Caller.body("zoned", "a hard one", ""),
            "x-signalbox-zone",
            "abroad");
    Caller.Answer nobody = zoned("ok", "abroad");
    Caller.Answer wider = zoned("at-home", "abroad");

    assertThat(anywhere.header("x-signalbox-model")).isEqualTo("ok-abroad");
    assertThat(home.header("x-signalbox-model")).isEqualTo("ok-backup");
    JsonNode shut =
        events.decision(home.header("x-signalbox-decision")).data().get("candidates").get(0);
    assertThat(shut.get("model").asText()).isEqualTo("ok-abroad");
    assertThat(shut.get("gate").asText()).isEqualTo("zone");
    assertThat(byHeader.header("x-signalbox-model")).isEqualTo("ok-abroad");
    assertThat(nobody.status()).isEqualTo(400);
    assertThat(nobody.errorCode()).isEqualTo("no_capable_model");
    assertThat(nobody.json().at("/error/message").asText())
        .contains("ok-primary runs in zone cluster")
        .contains("[zone]");
    assertThat(wider.status()).isEqualTo(400);
    assertThat(wider.json().at("/error/param").asText()).isEqualTo("routing.zone");
  }

  private Caller.Answer zoned(String route, String zone) throws Exception {
    return caller.post(
        "/v1/chat/completions",
        Caller.body(route, "Hi", ",\"routing\":{\"zone\":\"" + zone + "\"}"));
  }

  @Test
  void shouldExplainADecisionInNumbers() throws Exception {
    JsonNode decision = caller.post("/v1/route", Caller.body("ok", "Hello?", "")).json();

    assertThat(decision.get("reasonCode").asText()).isEqualTo("best");
    assertThat(decision.at("/weighing/weightPerUsd").asDouble()).isEqualTo(10);
    assertThat(decision.at("/weighing/operatingPoints")).hasSize(3);
    assertThat(decision.at("/weighing/alternatives/2/mode").asText()).isEqualTo("cost");
    JsonNode chosen = decision.get("candidates").get(0);
    assertThat(chosen.get("success").asDouble()).isEqualTo(0.9);
    assertThat(chosen.get("lower").asDouble()).isEqualTo(0.85);
    assertThat(chosen.get("upper").asDouble()).isEqualTo(0.95);
    assertThat(chosen.get("outputTokens").asDouble()).isEqualTo(20);
    assertThat(chosen.get("utility").asDouble()).isBetween(0.89, 0.9);
    assertThat(decision.get("fallbacks").get(0).asText()).isEqualTo("ok-backup");
    assertThat(decision.at("/classification/features/0/name").asText())
        .isEqualTo("looks like a test");
  }

  @Test
  void shouldSayThatTheClassifierIsUnsure() throws Exception {
    JsonNode decision = caller.post("/v1/route", Caller.body("ok", "unsure", "")).json();

    assertThat(decision.get("model").asText()).isEqualTo("ok-backup");
    assertThat(decision.get("reasonCode").asText()).isEqualTo("safe_classifier_unsure");
    assertThat(decision.get("reason").asText()).contains("the text is made up");
  }

  @Test
  void shouldRememberADecisionForItsTenant() throws Exception {
    Caller.Answer answer = caller.plain("ok", "Hello?");
    String id = answer.header("x-signalbox-decision");

    Caller.Answer remembered = caller.get("/v1/decisions/" + id);
    Caller.Answer absent = caller.get("/v1/decisions/dec-0");

    assertThat(remembered.status()).isEqualTo(200);
    assertThat(remembered.json()).isEqualTo(events.decision(id).data());
    assertThat(absent.status()).isEqualTo(404);
    assertThat(absent.errorCode()).isEqualTo("not_found");
  }

  @Test
  void shouldKeepAConversationWhereItsPromptCacheIs() throws Exception {
    String begun = "{\"role\":\"user\",\"content\":\"Affinity: " + LONG + "\"}";
    String more =
        ",{\"role\":\"assistant\",\"content\":\"Shall I?\"},{\"role\":\"user\",\"content\":\"yes\"}";
    Caller.Answer first = conversation(begun + ",{\"role\":\"user\",\"content\":\"hard\"}");

    Caller.Answer second = conversation(begun + more);
    // The fake upstream reports no cached tokens, so that the ingress learns that there is no
    // cache.
    Caller.Answer third = conversation(begun + more + more);

    assertThat(first.header("x-signalbox-model")).isEqualTo("ok-backup");
    assertThat(second.header("x-signalbox-model")).isEqualTo("ok-backup");
    assertThat(second.header("x-signalbox-reason")).contains("keeps the conversation");
    JsonNode decided = events.decision(second.header("x-signalbox-decision")).data();
    assertThat(decided.get("reasonCode").asText()).isEqualTo("kept_conversation");
    assertThat(decided.at("/facts/cachedModel").asText()).isEqualTo("ok-backup");
    assertThat(decided.at("/facts/cachedTokens").asInt()).isGreaterThan(1_024);
    assertThat(third.header("x-signalbox-model")).isEqualTo("ok-primary");
  }

  @Test
  void shouldKeepAConversationThatAnotherReplicaAnswered() throws Exception {
    String begun = "{\"role\":\"user\",\"content\":\"Elsewhere: " + LONG + "\"}";
    String more =
        ",{\"role\":\"assistant\",\"content\":\"Shall I?\"},{\"role\":\"user\",\"content\":\"yes\"}";
    conversation(begun);
    Placement placed = placements.last();

    replicas.placed(told(placed, "ok-backup", placed.at().plusMillis(1)));
    replicas.placed(told(placed, "ok-primary", placed.at().minusSeconds(1)));
    replicas.placed("no placement".getBytes(StandardCharsets.UTF_8));
    replicas.placed("{\"conversation\":\"?\"}".getBytes(StandardCharsets.UTF_8));
    Caller.Answer next = conversation(begun + more);

    assertThat(next.header("x-signalbox-model")).isEqualTo("ok-backup");
    assertThat(next.header("x-signalbox-reason")).contains("keeps the conversation");
  }

  private static byte[] told(Placement placed, String model, Instant at) {
    return ("{\"conversation\":\"%s\",\"model\":\"%s\",\"promptTokens\":%d,"
            + "\"uncached\":false,\"placedAt\":\"%s\"}")
        .formatted(
            HexFormat.of().toHexDigits(placed.conversation()), model, placed.promptTokens(), at)
        .getBytes(StandardCharsets.UTF_8);
  }

  private Caller.Answer conversation(String messages) throws Exception {
    return caller.post(
        "/v1/chat/completions", "{\"model\":\"ok\",\"messages\":[" + messages + "]}");
  }
}
