package dev.signalbox.ingress.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the API, the same holds: nobody comes in unknown, and nothing goes out uncounted. */
@QuarkusTest
class EveryRouteTest extends EdgeTest {
  /**
   * One way in.
   *
   * @param body asks {@code MODEL}
   */
  record Way(String path, String model, String body) {
    String asking(String named) {
      return body.replace("MODEL", named);
    }

    @Override
    public String toString() {
      return path + (body.contains("\"stream\":true") ? " streaming" : "");
    }
  }

  static Stream<Way> ways() {
    String chat = "{\"model\":\"MODEL\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]%s}";
    String responses = "{\"model\":\"MODEL\",\"input\":\"Hi\"%s}";
    String messages = chat.replace("{\"model", "{\"max_tokens\":9,\"model");
    String streaming = ",\"stream\":true";
    return Stream.of(
        new Way("/v1/chat/completions", "ok-primary", chat.formatted("")),
        new Way("/v1/chat/completions", "ok-primary", chat.formatted(streaming)),
        new Way("/v1/chat/completions", "azure-primary", chat.formatted("")),
        new Way("/v1/chat/completions", "claude-ok", chat.formatted(streaming)),
        new Way("/v1/embeddings", "vectors", "{\"model\":\"MODEL\",\"input\":[\"a\",\"b\"]}"),
        new Way("/v1/responses", "ok-primary", responses.formatted("")),
        new Way("/v1/responses", "ok-primary", responses.formatted(streaming)),
        new Way("/v1/messages", "ok-primary", messages.formatted("")),
        new Way("/v1/messages", "ok-primary", messages.formatted(streaming)),
        new Way("/v1/messages", "claude-ok", messages.formatted(streaming)));
  }

  @ParameterizedTest
  @MethodSource("ways")
  void shouldSettleEachRequestOnceAsReported(Way way) throws Exception {
    Caller.Answer answer = caller.post(way.path, way.asking(way.model));

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.header("x-signalbox-model")).isEqualTo(way.model);
    assertThat(answer.header("x-request-id")).isNotEmpty();
    String decision = answer.header("x-signalbox-decision");
    JsonNode cost = events.costsOf(decision).get(0).data();
    assertThat(events.costsOf(decision)).hasSize(1);
    assertThat(cost.get("x_UsageSource").asText()).isEqualTo("reported");
    assertThat(cost.get("x_BilledNanoUsd").asLong()).isPositive();
    assertThat(cost.get("BillingAccountId").asText()).isEqualTo("acme");
    assertThat(cost.get("SkuId").asText()).isEqualTo(way.model);
    assertThat(events.decision(decision).data().get("model").asText()).isEqualTo(way.model);
  }

  @ParameterizedTest
  @MethodSource("ways")
  void shouldAskForAKeyWhereverAClientPutsIt(Way way) throws Exception {
    HttpResponse<String> none = send(way, "x-nothing", "1");
    HttpResponse<String> wrong = send(way, "x-api-key", "sk-wrong");
    HttpResponse<String> right = send(way, "x-api-key", Edge.KEY);

    assertThat(none.statusCode()).isEqualTo(401);
    assertThat(wrong.statusCode()).isEqualTo(401);
    assertThat(wrong.body()).contains("\"error\":").doesNotContain("sk-wrong");
    assertThat(right.statusCode()).isEqualTo(200);
  }

  private HttpResponse<String> send(Way way, String header, String value) throws Exception {
    URI address = base.resolve(way.path);
    HttpRequest request =
        HttpRequest.newBuilder(address)
            .header(header, value)
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(way.asking(way.model)))
            .build();
    return Caller.send(request);
  }

  @ParameterizedTest
  @MethodSource("ways")
  void shouldKnowNoOtherModelsAndTakeNothingTooLarge(Way way) throws Exception {
    Caller.Answer unknown = caller.post(way.path, way.asking("nope"));
    Caller.Answer large =
        caller.post(
            way.path,
            way.asking(way.model).replace("Hi", "x".repeat(2_100_000)) + " ".repeat(2_000_001));

    assertThat(unknown.status()).isEqualTo(404);
    assertThat(large.status()).isEqualTo(413);
    assertThat(large.body()).contains("\"error\":{");
  }

  @Test
  void shouldReachAzureByItsDeploymentWithItsHeader() throws Exception {
    Caller.Answer answer = caller.stream("azure-primary", "Hi");

    assertThat(answer.streamedText()).isEqualTo("Hello wörld.");
    JsonNode seen = caller.seen("/openai/deployments/ok/");
    assertThat(seen.get("path").asText())
        .isEqualTo("/openai/deployments/ok/chat/completions?api-version=2024-10-21");
    assertThat(seen.get("api-key").asText()).isEqualTo(Edge.UPSTREAM_KEY);
    assertThat(seen.path("authorization").asText("null")).isEqualTo("null");
  }

  @Test
  void shouldMakeEmbeddingsOnlyWhereTheyAreMade() throws Exception {
    Caller.Answer vectors =
        caller.post(
            "/v1/embeddings",
            "{\"model\":\"vectors\",\"input\":[\"a\",[1,2]],\"dimensions\":2,\"x_new\":1}");
    Caller.Answer chat = caller.post("/v1/embeddings", "{\"model\":\"ok\",\"input\":\"a\"}");
    Caller.Answer conversation = caller.plain("vectors", "Hi");
    Caller.Answer nothing = caller.post("/v1/embeddings", "{\"model\":\"vectors\",\"input\":[]}");

    assertThat(vectors.json().at("/data/1/embedding/0").asDouble()).isEqualTo(0.25);
    assertThat(vectors.json().get("model").asText()).isEqualTo("vectors");
    assertThat(new ObjectMapper().writeValueAsString(caller.seen("\"dimensions\":2")))
        .contains("\"x_new\":1", "\"dimensions\":2", "/v1/embeddings");
    assertThat(chat.status()).isEqualTo(400);
    assertThat(chat.errorCode()).isEqualTo("no_capable_model");
    assertThat(conversation.status()).isEqualTo(400);
    assertThat(nothing.status()).isEqualTo(400);
  }
}
