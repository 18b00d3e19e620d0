package dev.signalbox.classifier.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;

/**
 * What a row says before anybody has answered it.
 *
 * @param id as it was written, a number or text; the row's number where it has none
 * @param text empty where the row has none; of a list of messages or parts, their texts by lines;
 *     without a {@code prompt}, of {@code messages} as the API has them
 */
record PromptRow(JsonNode id, String text, boolean hasImage) {
  static PromptRow of(JsonNode row, int number) {
    JsonNode id = row.path("prompt_id");
    StringBuilder text = new StringBuilder();
    collect(row.has("prompt") ? row.path("prompt") : row.path("messages"), text);
    return new PromptRow(
        id.isValueNode() && !id.isNull() ? id : IntNode.valueOf(number),
        text.toString(),
        row.path("has_image").asBoolean(row.path("images").size() > 0));
  }

  private static void collect(JsonNode node, StringBuilder text) {
    if (node.isArray()) {
      node.forEach(one -> collect(one, text));
    } else if (node.isObject()) {
      collect(node.path("content"), text);
      collect(node.path("text"), text);
    } else if (node.isTextual()) {
      text.append(text.isEmpty() ? "" : "\n").append(node.textValue());
    }
  }
}
