package dev.signalbox.ingress.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseStreamEvent;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A client that speaks OpenAI's Responses API, plainly and by OpenAI's own SDK. */
@QuarkusTest
class ResponsesApiTest extends EdgeTest {
  @Test
  void shouldAnswerTheSdk() {
    Response response =
        OpenAIOkHttpClient.builder()
            .baseUrl(base.resolve("/v1").toString())
            .apiKey(Edge.KEY)
            .build()
            .responses()
            .create(params());

    assertThat(response.output().get(0).asMessage().content().get(0).asOutputText().text())
        .isEqualTo("Hello there, wörld.");
    assertThat(response.usage().orElseThrow().inputTokens()).isEqualTo(11);
    assertThat(response.status().orElseThrow().toString()).isEqualTo("completed");
  }

  @Test
  void shouldStreamToTheSdk() {
    List<ResponseStreamEvent> heard;
    try (StreamResponse<ResponseStreamEvent> stream =
        OpenAIOkHttpClient.builder()
            .baseUrl(base.resolve("/v1").toString())
            .apiKey(Edge.KEY)
            .build()
            .responses()
            .createStreaming(params())) {
      heard = stream.stream().toList();
    }

    assertThat(heard.get(0).isCreated()).isTrue();
    assertThat(
            heard.stream()
                .flatMap(event -> event.outputTextDelta().stream())
                .map(delta -> delta.delta())
                .reduce("", String::concat))
        .isEqualTo("Hello wörld.");
    Response last = heard.get(heard.size() - 1).asCompleted().response();
    assertThat(last.usage().orElseThrow().outputTokens()).isEqualTo(5);
    assertThat(last.output().get(0).asMessage().content().get(0).asOutputText().text())
        .isEqualTo("Hello wörld.");
  }

  private static ResponseCreateParams params() {
    return ResponseCreateParams.builder().model("ok").input("Hello?").build();
  }

  @Test
  void shouldCallFunctionsAndTakeTheirResults() throws Exception {
    Caller.Answer answer =
        caller.post(
            "/v1/responses",
            """
            {"model":"calls","instructions":"Be brief.","input":[
              {"role":"user","content":[{"type":"input_text","text":"Weather?"}]},
              {"type":"function_call","call_id":"c0","name":"weather","arguments":"{}"},
              {"type":"function_call_output","call_id":"c0","output":"rain"}],
             "tools":[{"type":"function","name":"weather","parameters":{"type":"object"}}],
             "text":{"format":{"type":"json_schema","name":"n","schema":{"type":"object"}}},
             "max_output_tokens":77,"x_new":1}
            """);

    JsonNode output = answer.json().at("/output/0");
    assertThat(output.get("type").asText()).as(answer.body()).isEqualTo("function_call");
    assertThat(output.get("call_id").asText()).isEqualTo("call_1");
    assertThat(output.get("arguments").asText()).isEqualTo("{\"city\":\"Lyon\"}");
    assertThat(answer.json().get("instructions").asText()).isEqualTo("Be brief.");
    JsonNode seen = caller.seen("\"max_completion_tokens\":77").get("body");
    assertThat(seen.at("/messages/0/role").asText()).isEqualTo("system");
    assertThat(seen.at("/messages/2/tool_calls/0/id").asText()).isEqualTo("c0");
    assertThat(seen.at("/messages/3/content").asText()).isEqualTo("rain");
    assertThat(seen.at("/tools/0/function/name").asText()).isEqualTo("weather");
    assertThat(seen.at("/response_format/json_schema/name").asText()).isEqualTo("n");
    assertThat(seen.get("max_completion_tokens").asInt()).isEqualTo(77);
    assertThat(seen.get("x_new").asInt()).isEqualTo(1);
  }

  @Test
  void shouldStreamFunctionCalls() throws Exception {
    Caller.Answer answer =
        caller.post(
            "/v1/responses", "{\"model\":\"calls\",\"input\":\"Weather?\",\"stream\":true}");

    assertThat(answer.body())
        .contains("event: response.function_call_arguments.delta")
        .contains("event: response.function_call_arguments.done")
        .contains("event: response.completed")
        .doesNotContain("[DONE]");
    for (int i = 0; i < answer.events().size(); i++) {
      assertThat(answer.event(i).get("sequence_number").asInt()).isEqualTo(i);
    }
  }

  @Test
  void shouldFailABrokenStreamAndNotCompleteIt() throws Exception {
    Caller.Answer answer =
        caller.post("/v1/responses", "{\"model\":\"cut\",\"input\":\"Hello?\",\"stream\":true}");

    assertThat(answer.body())
        .contains("event: response.failed")
        .contains("event: error")
        .contains("upstream_interrupted")
        .doesNotContain("response.completed");
  }

  @Test
  void shouldRefuseWhatNeedsMemory() throws Exception {
    Caller.Answer answer =
        caller.post(
            "/v1/responses",
            "{\"model\":\"ok\",\"input\":\"x\",\"previous_response_id\":\"resp_1\"}");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().at("/error/param").asText()).isEqualTo("previous_response_id");
  }
}
