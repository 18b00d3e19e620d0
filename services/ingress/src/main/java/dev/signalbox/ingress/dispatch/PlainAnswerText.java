package dev.signalbox.ingress.dispatch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.ingress.chat.SaidText;
import java.io.IOException;

/** What a plain answer says, for the rare one whose usage is not reported. */
final class PlainAnswerText {
  private static final ObjectMapper JSON = new ObjectMapper();

  private PlainAnswerText() {}

  /** Text, reasoning, and names and arguments of tool calls, of all choices. */
  static SaidText of(byte[] json, int length) {
    SaidText said = new SaidText();
    JsonNode choices;
    try {
      choices = JSON.readTree(json, 0, length).path("choices");
    } catch (IOException e) {
      return said;
    }
    choices.forEach(choice -> message(choice.path("message"), said));
    return said;
  }

  /** Some servers say their reasoning under its old name too. */
  private static void message(JsonNode message, SaidText said) {
    boolean twice = !message.path("reasoning").asText("").isEmpty();
    for (var member : message.properties()) {
      JsonNode value = member.getValue();
      switch (member.getKey()) {
        case "content", "tool_calls", "function_call" -> spoken("text", value, said);
        case "role" -> {}
        case "reasoning_content" -> said.add(twice ? "" : value.asText(""));
        default -> said.add(value.isTextual() ? value.textValue() : "");
      }
    }
  }

  private static void spoken(String name, JsonNode value, SaidText said) {
    if (value.isTextual()) {
      said.add(SaidText.spoken(name) ? value.textValue() : "");
    } else if (value.isArray()) {
      value.forEach(each -> spoken("", each, said));
    } else {
      value.properties().forEach(each -> spoken(each.getKey(), each.getValue(), said));
    }
  }
}
