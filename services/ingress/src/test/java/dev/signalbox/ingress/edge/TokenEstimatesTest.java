package dev.signalbox.ingress.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

/** What a model of a known tokenizer is billed when its upstream does not report. */
@QuarkusTest
class TokenEstimatesTest extends EdgeTest {
  private static final Encoding O200K =
      Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.O200K_BASE);
  private static final String PROMPT = "Hello, who is there?";
  private static final String ANSWER = "Hello there, wörld.";

  @Test
  void shouldCountAPlainAnswerByTheTokenizer() throws Exception {
    JsonNode cost = costOf(caller.plain("counted-no-usage", PROMPT), 200);

    assertCounted(cost, ANSWER);
  }

  @Test
  void shouldCountAStreamByTheTokenizerAndTellTheClient() throws Exception {
    Caller.Answer answer =
        caller.post(
            "/v1/chat/completions",
            Caller.body(
                "counted-no-usage",
                PROMPT,
                ",\"stream\":true,\"stream_options\":{\"include_usage\":true}"));
    JsonNode cost = costOf(answer, 200);

    assertCounted(cost, "Hello wörld.");
    JsonNode usage = answer.event(answer.events().size() - 2).path("usage");
    assertThat(usage.get("prompt_tokens")).isEqualTo(cost.get("x_InputTokens"));
    assertThat(usage.get("completion_tokens")).isEqualTo(cost.get("x_OutputTokens"));
  }

  @Test
  void shouldCountWhatCameOfAStreamThatBroke() throws Exception {
    JsonNode cost = costOf(caller.stream("counted-cut", PROMPT), 200);

    assertThat(cost.get("x_Outcome").asText()).isEqualTo("interrupted");
    assertCounted(cost, "Hello ");
  }

  @Test
  void shouldSayThatOthersAreCountedByCharacters() throws Exception {
    JsonNode cost = costOf(caller.plain("no-usage-primary", PROMPT), 200);

    assertThat(cost.get("x_UsageSource").asText()).isEqualTo("estimated");
    assertThat(cost.get("x_EstimateMethod").asText()).isEqualTo("characters");
    assertThat(cost.get("x_InputTokens").asInt()).isEqualTo(3 + 5);
    assertThat(cost.get("x_OutputTokens").asInt()).isEqualTo(5);
  }

  @Test
  void shouldNameNoMethodWhereUsageIsReported() throws Exception {
    JsonNode cost = costOf(caller.plain("ok-primary", PROMPT), 200);

    assertThat(cost.get("x_UsageSource").asText()).isEqualTo("reported");
    assertThat(cost.has("x_EstimateMethod")).isFalse();
  }

  private static void assertCounted(JsonNode cost, String answer) {
    assertThat(cost.get("x_UsageSource").asText()).isEqualTo("estimated");
    assertThat(cost.get("x_EstimateMethod").asText()).isEqualTo("o200k_base");
    assertThat(cost.get("x_InputTokens").asInt())
        .isEqualTo(3 + O200K.countTokens("user") + O200K.countTokens(PROMPT) + 3);
    assertThat(cost.get("x_OutputTokens").asInt()).isEqualTo(O200K.countTokens(answer));
  }

  private JsonNode costOf(Caller.Answer answer, int status) throws Exception {
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    var costs = events.costsOf(answer.header("x-signalbox-decision"));
    assertThat(costs).hasSize(1);
    return costs.get(0).data();
  }
}
