package dev.signalbox.ingress.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a model of a known tokenizer is billed when its upstream does not report. */
@QuarkusTest
class TokenEstimatesTest extends EdgeTest {
  private static final Encoding O200K =
      Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.O200K_BASE);
  private static final String PROMPT = "Hello, who is there?";
  private static final String COUNT = "/v1/messages/count_tokens";
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

  @Test
  void shouldCountAPromptForWhoeverAsks() throws Exception {
    assertThat(asked("counted-no-usage", "\"" + PROMPT + "\""))
        .isEqualTo(3 + O200K.countTokens("user") + O200K.countTokens(PROMPT) + 3);
    assertThat(asked("no-usage-primary", "\"" + PROMPT + "\"")).isEqualTo(3 + 5);
  }

  @Test
  void shouldCountPicturesAsTheyWouldBeSettled() throws Exception {
    String text = "{\"type\":\"text\",\"text\":\"" + PROMPT + "\"}";
    String picture =
        "{\"type\":\"image\",\"source\":{\"type\":\"base64\",\"media_type\":\"image/png\",\"data\":\"aGVsbG8=\"}}";

    for (String model : List.of("counted-no-usage", "no-usage-primary")) {
      int without = asked(model, "[" + text + "]");
      assertThat(asked(model, "[" + text + "," + picture + "," + picture + "]"))
          .isEqualTo(without + 2 * 12);
    }
  }

  @Test
  void shouldCountToolsForWhoeverAsks() throws Exception {
    String tools =
        ",\"tools\":[{\"name\":\"look\",\"description\":\"Looks around.\",\"input_schema\":{\"type\":\"object\"}}]";

    assertThat(asked("counted-no-usage", "\"" + PROMPT + "\"", tools))
        .isEqualTo(
            asked("counted-no-usage", "\"" + PROMPT + "\"")
                + 7
                + O200K.countTokens("look:Looks around")
                + 12);
  }

  @Test
  void shouldCountForNoModelThatIsNotThere() throws Exception {
    assertThat(caller.post(COUNT, question("nope", "\"" + PROMPT + "\"", "")).status())
        .isEqualTo(404);
  }

  private int asked(String model, String content) throws Exception {
    return asked(model, content, "");
  }

  private int asked(String model, String content, String more) throws Exception {
    Caller.Answer answer = caller.post(COUNT, question(model, content, more));
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.json().get("input_tokens").asInt();
  }

  private static String question(String model, String content, String more) {
    return "{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":%s}]%s}"
        .formatted(model, content, more);
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
