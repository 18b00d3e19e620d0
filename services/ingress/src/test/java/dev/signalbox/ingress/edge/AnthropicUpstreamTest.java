package dev.signalbox.ingress.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client of chat completions, and Anthropic's API behind the ingress. */
@QuarkusTest
class AnthropicUpstreamTest extends EdgeTest {
  private static final String TOOLS =
      ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"weather\",\"description\":\"d\","
          + "\"parameters\":{\"type\":\"object\"}}}],\"tool_choice\":\"required\"";

  @Test
  void shouldAnswerInOpenAisWordsAndCountCachedTokensAmongTheInput() throws Exception {
    Caller.Answer answer = caller.plain("claude-ok", "Bonjour?");

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.json().at("/choices/0/message/content").asText())
        .isEqualTo("Bonjour, wörld.");
    assertThat(answer.json().at("/choices/0/finish_reason").asText()).isEqualTo("stop");
    assertThat(answer.json().get("model").asText()).isEqualTo("claude-ok");
    assertThat(answer.json().at("/usage/prompt_tokens").asInt()).isEqualTo(20);
    assertThat(answer.json().has("anthropic_message")).isFalse();
    JsonNode cost = costOf(answer);
    assertThat(cost.get("x_InputTokens").asInt()).isEqualTo(20);
    assertThat(cost.get("x_CachedInputTokens").asInt()).isEqualTo(4);
    assertThat(cost.get("x_OutputTokens").asInt()).isEqualTo(7);
    assertThat(cost.get("x_UsageSource").asText()).isEqualTo("reported");
  }

  @Test
  void shouldAskInAnthropicsWords() throws Exception {
    caller.post(
        "/v1/chat/completions",
        """
        {"model":"claude-calls","messages":[
          {"role":"system","content":"Be brief."},
          {"role":"user","content":[{"type":"text","text":"What is this?"},
            {"type":"image_url","image_url":{"url":"data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="}}]},
          {"role":"assistant","content":null,"tool_calls":[{"id":"call_9","type":"function",
            "function":{"name":"weather","arguments":"{\\"city\\":\\"Lyon\\"}"}}]},
          {"role":"tool","tool_call_id":"call_9","content":"rain"},
          {"role":"user","content":"And?"}],
         "stop":"END","max_completion_tokens":99,"temperature":1.5,"top_k":5
        """
            + TOOLS
            + "}");

    JsonNode seen = lastSeen();
    JsonNode body = seen.get("body");
    assertThat(seen.get("path").asText()).isEqualTo("/v1/messages");
    assertThat(seen.get("x-api-key").asText()).isEqualTo(Edge.UPSTREAM_KEY);
    assertThat(seen.get("anthropic-version").asText()).isEqualTo("2023-06-01");
    assertThat(body.get("model").asText()).isEqualTo("calls");
    assertThat(body.at("/system/0/text").asText()).isEqualTo("Be brief.");
    assertThat(body.at("/messages/0/content/1/source/media_type").asText()).isEqualTo("image/png");
    assertThat(body.at("/messages/1/content/0/input/city").asText()).isEqualTo("Lyon");
    assertThat(body.at("/messages/2/content/0/tool_use_id").asText()).isEqualTo("call_9");
    assertThat(body.at("/messages/2/content/1/text").asText()).isEqualTo("And?");
    assertThat(body.get("max_tokens").asInt()).isEqualTo(99);
    assertThat(body.get("temperature").asInt()).isEqualTo(1);
    assertThat(body.at("/stop_sequences/0").asText()).isEqualTo("END");
    assertThat(body.at("/tool_choice/type").asText()).isEqualTo("any");
    assertThat(body.at("/tools/0/input_schema/type").asText()).isEqualTo("object");
    assertThat(body.get("top_k").asInt()).isEqualTo(5);
  }

  @Test
  void shouldStreamTextAndToolCallsWithUsage() throws Exception {
    Caller.Answer answer =
        caller.post(
            "/v1/chat/completions",
            Caller.body(
                "claude-calls",
                "Weather?",
                ",\"stream\":true,\"stream_options\":{\"include_usage\":true}" + TOOLS));

    assertThat(answer.streamedText()).isEqualTo("Bonjour, wörld.");
    StringBuilder arguments = new StringBuilder();
    String finish = "";
    for (int i = 0; i < answer.events().size() - 1; i++) {
      JsonNode choice = answer.event(i).at("/choices/0");
      arguments.append(choice.at("/delta/tool_calls/0/function/arguments").asText(""));
      finish = choice.path("finish_reason").asText(finish).replace("null", finish);
    }
    assertThat(arguments.toString()).isEqualTo("{\"city\":\"Lyon\"}");
    assertThat(finish).isEqualTo("tool_calls");
    assertThat(answer.event(answer.events().size() - 2).at("/usage/total_tokens").asInt())
        .isEqualTo(27);
    assertThat(answer.saysDone()).isTrue();
    assertThat(answer.body()).doesNotContain("anthropic_event");
    assertThat(costOf(answer).get("x_OutputTokens").asInt()).isEqualTo(7);
  }

  @Test
  void shouldGiveJsonOfASchemaAsTheContent() throws Exception {
    Caller.Answer answer =
        caller.post(
            "/v1/chat/completions",
            Caller.body(
                "claude-ok",
                "City?",
                ",\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"c\","
                    + "\"schema\":{\"type\":\"object\",\"properties\":{\"city\":{}}}}}"));

    assertThat(answer.json().at("/choices/0/message/content").asText())
        .isEqualTo("{\"city\":\"Lyon\"}");
    assertThat(answer.json().at("/choices/0/finish_reason").asText()).isEqualTo("stop");
  }

  @Test
  void shouldFallOverWhenItIsOverloaded() throws Exception {
    Caller.Answer answer = caller.plain("claude-falls", "Bonjour?");

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.header("x-signalbox-model")).isEqualTo("ok-backup");
  }

  @Test
  void shouldPassOnWhatItRejects() throws Exception {
    Caller.Answer answer = caller.plain("claude-picky", "Bonjour?");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).contains("far too many for me");
  }

  @ParameterizedTest
  @ValueSource(strings = {"claude-cut", "claude-error-inside"})
  void shouldEndABrokenStreamWithAnError(String model) throws Exception {
    Caller.Answer answer = caller.stream(model, "Bonjour?");

    assertThat(answer.saysDone()).isFalse();
    assertThat(answer.body()).contains("upstream_interrupted").doesNotContain("prompt_usage");
    assertThat(costOf(answer).get("x_Outcome").asText()).isEqualTo("interrupted");
  }

  /** It said so when it began; what of the answer came is estimated. */
  @ParameterizedTest
  @ValueSource(strings = {"claude-cut", "claude-error-inside"})
  void shouldBillTheCachedPromptOfABrokenStreamAsItWasReported(String model) throws Exception {
    JsonNode cost = costOf(caller.stream(model, "Bonjour?"));

    assertThat(cost.get("x_UsageSource").asText()).isEqualTo("estimated");
    assertThat(cost.get("x_InputTokens").asInt()).isEqualTo(20);
    assertThat(cost.get("x_CachedInputTokens").asInt()).isEqualTo(4);
    assertThat(cost.get("x_OutputTokens").asInt()).isPositive();
  }

  private JsonNode costOf(Caller.Answer answer) throws Exception {
    var costs = events.costsOf(answer.header("x-signalbox-decision"));
    assertThat(costs).hasSize(1);
    return costs.get(0).data();
  }

  private JsonNode lastSeen() throws Exception {
    JsonNode bodies = caller.stateOf(anthropic).get("bodies");
    return bodies.get(bodies.size() - 1);
  }
}
