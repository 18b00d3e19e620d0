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
    for (JsonNode choice : choices) {
      for (var member : choice.path("message").properties()) {
        if (member.getKey().equals("tool_calls")) {
          member.getValue().forEach(call -> tool(call.path("function"), said));
        } else if (!member.getKey().equals("role") && member.getValue().isTextual()) {
          said.add(member.getValue().textValue());
        }
      }
    }
    return said;
  }

  private static void tool(JsonNode function, SaidText said) {
    said.add(function.path("name").asText(""));
    said.add(function.path("arguments").asText(""));
  }
}
