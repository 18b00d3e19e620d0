package dev.signalbox.ingress.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.ingress.chat.ChatLimits;
import dev.signalbox.ingress.chat.ChatRequest;
import dev.signalbox.ingress.chat.ChatRequestReader;
import dev.signalbox.ingress.pool.Tokenizer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Against the counts that OpenAI publishes beside its API's own, in "How to count tokens with
 * tiktoken": the messages and tools are the ones of that page.
 */
class PromptCounterTest {
  private static final TextCounter TEXTS = new TextCounter();
  private static final PromptCounter PROMPTS = new PromptCounter(TEXTS);

  private static final String CONVERSATION =
      """
      {"model":"m","messages":[
        {"role":"system","content":"You are a helpful, pattern-following assistant that translates corporate jargon into plain English."},
        {"role":"system","name":"example_user","content":"New synergies will help drive top-line growth."},
        {"role":"system","name":"example_assistant","content":"Things working well together will increase revenue."},
        {"role":"system","name":"example_user","content":"Let's circle back when we have more bandwidth to touch base on opportunities for increased leverage."},
        {"role":"system","name":"example_assistant","content":"Let's talk later when we're less busy about how to do better."},
        {"role":"user","content":"This late pivot means we don't have time to boil the ocean for the client deliverable."}]}
      """;

  private static final String WITH_TOOLS =
      """
      {"model":"m","messages":[
        {"role":"system","content":"You are a helpful assistant that can answer to questions about the weather."},
        {"role":"user","content":"What's the weather like in San Francisco?"}],
       "tools":[{"type":"function","function":{
         "name":"get_current_weather",
         "description":"Get the current weather in a given location",
         "parameters":{"type":"object","properties":{
           "location":{"type":"string","description":"The city and state, e.g. San Francisco, CA"},
           "unit":{"type":"string","description":"The unit of temperature to return","enum":["celsius","fahrenheit"]}},
         "required":["location"]}}}]}
      """;

  @ParameterizedTest
  @CsvSource({
    "CL100K_BASE, antidisestablishmentarianism, 6",
    "O200K_BASE, antidisestablishmentarianism, 6",
    "CL100K_BASE, 2 + 2 = 4, 7",
    "O200K_BASE, 2 + 2 = 4, 7",
    "CL100K_BASE, お誕生日おめでとう, 9",
    "O200K_BASE, お誕生日おめでとう, 8",
    "O200K_BASE, tiktoken is great!, 6"
  })
  void shouldCountTextsAsPublished(Tokenizer tokenizer, String text, long tokens) {
    assertThat(TEXTS.count(tokenizer, text)).isEqualTo(tokens);
  }

  @ParameterizedTest
  @CsvSource({"CL100K_BASE, 129", "O200K_BASE, 124"})
  void shouldCountConversationsAsTheApiDoes(Tokenizer tokenizer, long tokens) {
    assertThat(PROMPTS.count(tokenizer, request(CONVERSATION)))
        .isEqualTo(new PromptCounter.Count(tokens, false));
  }

  @ParameterizedTest
  @CsvSource({"CL100K_BASE, 105", "O200K_BASE, 101"})
  void shouldCountToolsAsTheApiDoes(Tokenizer tokenizer, long tokens) {
    assertThat(PROMPTS.count(tokenizer, request(WITH_TOOLS)))
        .isEqualTo(new PromptCounter.Count(tokens, false));
  }

  @Test
  void shouldTakeNoPictureForText() {
    ChatRequest seen =
        request(
            """
            {"model":"m","messages":[{"role":"user","content":[
              {"type":"text","text":"What is this?"},
              {"type":"image_url","image_url":{"url":"data:image/png;base64,%s"}}]}]}
            """
                .formatted("AAAA".repeat(5_000)));
    ChatRequest blind =
        request(
            "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"What is this?\"}]}");

    assertThat(PROMPTS.count(Tokenizer.O200K_BASE, seen))
        .isEqualTo(PROMPTS.count(Tokenizer.O200K_BASE, blind));
  }

  /** "one two three " has as many tokens wherever it is cut, but for the windows' edges. */
  @Test
  void shouldCountALongTextInPartsAndSaySo() {
    String words = "one two three ".repeat(20_000);
    PromptCounter.Count count =
        PROMPTS.count(
            Tokenizer.O200K_BASE,
            request(
                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\""
                    + words
                    + "\"}]}"));

    assertThat(count.sampled()).isTrue();
    assertThat(count.tokens()).isBetween(60_000L, 61_000L);
  }

  /** Its tools are not read again: what is counted is at least the messages. */
  @Test
  void shouldCountTheMessagesOfABodyThatIsTooLargeToBeReadAgain() {
    PromptCounter.Count count =
        PROMPTS.count(
            Tokenizer.O200K_BASE,
            request(
                "{\"model\":\"m\",\"padding\":\""
                    + "x".repeat(1 << 20)
                    + "\",\"messages\":[{\"role\":\"user\",\"content\":\"2 + 2 = 4\"}]}"));

    assertThat(count).isEqualTo(new PromptCounter.Count(3 + 1 + 7 + 3, true));
  }

  private static ChatRequest request(String json) {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    return new ChatRequestReader(new ChatLimits(64, 4 << 20, 100, 10)).read(body, body.length);
  }
}
