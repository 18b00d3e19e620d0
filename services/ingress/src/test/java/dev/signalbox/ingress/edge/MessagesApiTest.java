package dev.signalbox.ingress.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client that speaks Anthropic's Messages API. */
@QuarkusTest
class MessagesApiTest extends EdgeTest {
  private static final String TOOLS =
      ",\"tools\":[{\"name\":\"weather\",\"input_schema\":{\"type\":\"object\"}}]";

  @Test
  void shouldAnswerFromAnOpenAiUpstream() throws Exception {
    Caller.Answer answer = ask("ok", ",\"system\":\"Be brief.\",\"stop_sequences\":[\"X\"]");

    JsonNode message = answer.json();
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(message.get("type").asText()).isEqualTo("message");
    assertThat(message.get("model").asText()).isEqualTo("ok-primary");
    assertThat(message.at("/content/0/text").asText()).isEqualTo("Hello there, wörld.");
    assertThat(message.get("stop_reason").asText()).isEqualTo("end_turn");
    assertThat(message.at("/usage/input_tokens").asInt()).isEqualTo(11);
    JsonNode seen = caller.seen("\"stop\":[\"X\"]").get("body");
    assertThat(seen.at("/messages/0/role").asText()).isEqualTo("system");
    assertThat(seen.at("/stop/0").asText()).isEqualTo("X");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ",\"output_config\":{\"effort\":\"low\",\"format\":FORMAT}",
        ",\"output_format\":FORMAT"
      })
  void shouldAskForItsSchemaInTheWordsOfTheUpstream(String wanted) throws Exception {
    String mark = "schema of " + wanted.length();
    String format =
        "{\"type\":\"json_schema\",\"schema\":{\"type\":\"object\",\"title\":\"" + mark + "\"}}";

    assertThat(ask("ok", wanted.replace("FORMAT", format)).status()).isEqualTo(200);

    JsonNode seen = caller.seen(mark).get("body");
    assertThat(seen.at("/response_format/type").asText()).isEqualTo("json_schema");
    JsonNode schema = seen.at("/response_format/json_schema");
    assertThat(schema.at("/schema/title").asText()).isEqualTo(mark);
    assertThat(schema.get("name").asText()).isNotBlank();
    assertThat(schema.get("strict").asBoolean()).isTrue();
    assertThat(seen.has("output_config")).isFalse();
    assertThat(seen.has("output_format")).isFalse();
  }

  @Test
  void shouldRefuseASchemaThatIsNone() throws Exception {
    Caller.Answer answer =
        ask("ok", ",\"output_config\":{\"format\":{\"type\":\"json_schema\",\"schema\":1}}");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().at("/error/message").asText()).contains("output_config.format.schema");
  }

  @Test
  void shouldSayInItsWordsWhatIsNotServed() throws Exception {
    String[] version = {"anthropic-version", "2023-06-01"};
    for (Caller.Answer answer :
        List.of(
            caller.post("/v1/messages/batches", "{}", version),
            caller.post("/v1/models", "{}", version),
            caller.post("/v1/nothing", "{}", version),
            caller.get("/v1/files/file_1", version),
            caller.get("/v1/batches/batch_1", version))) {
      assertThat(answer.status()).isIn(404, 405);
      assertThat(answer.json().get("type").asText()).isEqualTo("error");
      assertThat(answer.json().at("/error/type").asText()).endsWith("_error");
      assertThat(answer.header("request-id")).startsWith("req-");
    }
    assertThat(caller.post("/v1/nothing", "{}").errorCode()).isEqualTo("not_found");
  }

  @Test
  void shouldStreamEventsInTheirOrder() throws Exception {
    Caller.Answer answer = ask("calls", ",\"stream\":true" + TOOLS);

    assertThat(types(answer))
        .containsSubsequence(
            "message_start",
            "content_block_start",
            "content_block_delta",
            "content_block_stop",
            "content_block_start",
            "content_block_delta",
            "content_block_stop",
            "message_delta",
            "message_stop");
    assertThat(answer.body()).contains("\"stop_reason\":\"tool_use\"").doesNotContain("[DONE]");
    assertThat(answer.body()).contains("\"type\":\"input_json_delta\"");
    JsonNode cost = events.costsOf(answer.header("x-signalbox-decision")).get(0).data();
    assertThat(cost.get("x_UsageSource").asText()).isEqualTo("reported");
  }

  @Test
  void shouldPassEverythingUntouchedToAnUpstreamThatSpeaksTheSame() throws Exception {
    String thinking =
        ",\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":1024},\"x_new\":[1.50]";
    Caller.Answer plain = ask("claude-thinks", thinking);
    Caller.Answer stream = ask("claude-thinks", ",\"stream\":true" + thinking);

    JsonNode bodies = caller.stateOf(anthropic).get("bodies");
    JsonNode seen = bodies.get(bodies.size() - 1).get("body");
    assertThat(seen.at("/thinking/budget_tokens").asInt()).isEqualTo(1024);
    assertThat(seen.at("/x_new/0").asText()).isEqualTo("1.5");
    assertThat(plain.json().at("/content/0/signature").asText()).isEqualTo("sig-1");
    assertThat(plain.json().get("model").asText()).isEqualTo("claude-thinks");
    assertThat(stream.body()).contains("signature_delta").contains("\"model\":\"claude-thinks\"");
    assertThat(types(stream)).endsWith("message_delta", "message_stop");
    for (Caller.Answer answer : List.of(plain, stream)) {
      JsonNode cost = events.costsOf(answer.header("x-signalbox-decision")).get(0).data();
      assertThat(cost.get("x_InputTokens").asInt()).isEqualTo(20);
      assertThat(cost.get("x_OutputTokens").asInt()).isEqualTo(7);
    }
  }

  @Test
  void shouldHandOverResultsOfTools() throws Exception {
    caller.post(
        "/v1/messages",
        """
        {"model":"ok-primary","max_tokens":50,"messages":[
          {"role":"user","content":"Weather?"},
          {"role":"assistant","content":[{"type":"thinking","thinking":"t","signature":"s"},
            {"type":"tool_use","id":"t1","name":"weather","input":{"city":"Lyon"}}]},
          {"role":"user","content":[{"type":"tool_result","tool_use_id":"t1",
            "content":[{"type":"text","text":"rain"}]},{"type":"text","text":"So?"}]}]}
        """);

    JsonNode messages = caller.seen("\"t1\"").at("/body/messages");
    assertThat(messages.at("/1/tool_calls/0/function/arguments").asText())
        .isEqualTo("{\"city\":\"Lyon\"}");
    assertThat(messages.at("/2/role").asText()).isEqualTo("tool");
    assertThat(messages.at("/2/content").asText()).isEqualTo("rain");
    assertThat(messages.at("/3/content/0/text").asText()).isEqualTo("So?");
  }

  @Test
  void shouldSayErrorsInAnthropicsShape() throws Exception {
    Caller.Answer unknown = ask("nope", "");
    Caller.Answer wrong = caller.post("/v1/messages", "{\"model\":\"ok\",\"messages\":[]}");
    Caller.Answer broken = ask("cut", ",\"stream\":true");

    assertThat(unknown.status()).isEqualTo(404);
    assertThat(unknown.json().at("/error/type").asText()).isEqualTo("not_found_error");
    assertThat(wrong.status()).isEqualTo(400);
    assertThat(wrong.json().at("/error/message").asText()).contains("max_tokens");
    assertThat(types(broken)).contains("error").doesNotContain("message_stop");
    assertThat(broken.body()).contains("broke off");
  }

  @Test
  void shouldSayItsIdWhereAnthropicsClientsLookForIt() throws Exception {
    for (Caller.Answer answer : List.of(ask("ok", ""), ask("nope", ""))) {
      assertThat(answer.header("request-id")).isNotEmpty().isEqualTo(answer.header("x-request-id"));
    }
  }

  @Test
  void shouldCountTokens() throws Exception {
    Caller.Answer answer =
        caller.post(
            "/v1/messages/count_tokens",
            "{\"model\":\"ok\",\"messages\":[{\"role\":\"user\",\"content\":\"12345678\"}]}");

    assertThat(answer.json().get("input_tokens").asInt()).isEqualTo(3 + 2);
  }

  private Caller.Answer ask(String model, String more) throws Exception {
    return caller.post(
        "/v1/messages",
        "{\"model\":\""
            + model
            + "\",\"max_tokens\":100,\"messages\":[{\"role\":\"user\",\"content\":\"Hello?\"}]"
            + more
            + "}");
  }

  private static List<String> types(Caller.Answer answer) {
    return answer
        .body()
        .lines()
        .filter(line -> line.startsWith("event: "))
        .map(line -> line.substring("event: ".length()))
        .toList();
  }
}
