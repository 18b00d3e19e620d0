package dev.signalbox.ingress.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What of a chat completion is judged: its first choice.
 *
 * @param text empty when there is none
 * @param callsTools it calls tools instead of answering
 * @param refused the model said by OpenAI's own field that it refuses
 * @param confidence mean probability of its tokens, the geometric mean; empty without log
 *     probabilities
 */
public record Answer(String text, boolean callsTools, boolean refused, OptionalDouble confidence) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Empty when it is no chat completion, and can't be judged. */
  public static Optional<Answer> read(byte[] json, int length) {
    JsonNode choice;
    try {
      choice = JSON.readTree(json, 0, length).path("choices").path(0);
    } catch (IOException e) {
      return Optional.empty();
    }
    JsonNode message = choice.path("message");
    return message.isObject()
        ? Optional.of(
            new Answer(
                message.path("content").asText(""),
                !message.path("tool_calls").isEmpty(),
                message.path("refusal").isTextual(),
                confidence(choice.path("logprobs").path("content"))))
        : Optional.empty();
  }

  private static OptionalDouble confidence(JsonNode tokens) {
    double sum = 0;
    int count = 0;
    for (JsonNode token : tokens) {
      if (token.path("logprob").isNumber()) {
        sum += token.path("logprob").asDouble();
        count++;
      }
    }
    return count == 0 ? OptionalDouble.empty() : OptionalDouble.of(Math.exp(sum / count));
  }
}
