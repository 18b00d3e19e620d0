package dev.signalbox.loadtest.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A function that is called with made-up arguments: the one that {@code tool_choice} names, the
 * first where it demands any, and where the choice is free the first of which a user's last message
 * has a word of the name. A simulator has no judgement to choose by.
 *
 * @param parameters its JSON Schema
 */
record ToolCall(String name, JsonNode parameters) {
  private static final int SHORTEST_WORD = 4;

  static @Nullable ToolCall of(JsonNode root) {
    JsonNode tools = root.path("tools");
    JsonNode choice = root.path("tool_choice");
    String named = choice.at("/function/name").asText("");
    JsonNode last = root.path("messages").path(root.path("messages").size() - 1);
    String free = last.path("role").asText().equals("user") ? text(last.path("content")) : "";
    for (JsonNode tool : tools) {
      JsonNode function = tool.path("function");
      String name = function.path("name").asText("");
      if (name.isEmpty() || choice.asText("").equals("none")) {
        continue;
      }
      if (named.isEmpty()
          ? choice.asText("").equals("required") || spokenOf(name, free)
          : named.equals(name)) {
        JsonNode parameters = function.path("parameters");
        return new ToolCall(
            name, parameters.isObject() ? parameters : JsonNodeFactory.instance.objectNode());
      }
    }
    return null;
  }

  private static boolean spokenOf(String name, String text) {
    return Arrays.stream(name.split("(?<=[a-z])(?=[A-Z])|[_.-]"))
        .filter(word -> word.length() >= SHORTEST_WORD)
        .anyMatch(word -> text.contains(word.toLowerCase(Locale.ROOT)));
  }

  private static String text(JsonNode content) {
    StringBuilder text = new StringBuilder(content.asText(""));
    for (JsonNode part : content) {
      text.append(' ').append(part.path("text").asText(""));
    }
    return text.toString().toLowerCase(Locale.ROOT);
  }
}
