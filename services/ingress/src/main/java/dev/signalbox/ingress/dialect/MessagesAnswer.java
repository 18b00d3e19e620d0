package dev.signalbox.ingress.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A chat completion as a message of Anthropic's API. */
public final class MessagesAnswer {
  private MessagesAnswer() {}

  /**
   * Translates; a message that came along is handed on with only the model's name changed.
   *
   * @throws IllegalArgumentException when the bytes are no chat completion
   */
  public static byte[] of(byte[] completion, int length) {
    ObjectNode read =
        Trees.read(completion, 0, length)
            .orElseThrow(() -> new IllegalArgumentException("not a chat completion"));
    if (read.get(AnthropicAnswer.NATIVE_MESSAGE) instanceof ObjectNode message) {
      return Trees.bytes(message.set("model", read.path("model")));
    }
    JsonNode choice = read.path("choices").path(0);
    ObjectNode message = start(read.path("id").asText(), read.path("model").asText());
    blocks(choice.path("message"), (ArrayNode) message.get("content"));
    message.put("stop_reason", stopReason(choice.path("finish_reason").asText()));
    message.set("usage", usage(read.path("usage")));
    return Trees.bytes(message);
  }

  /** A message with nothing in it. */
  static ObjectNode start(String id, String model) {
    ObjectNode message = Trees.object();
    message.put("id", id.startsWith("msg_") ? id : "msg_" + id);
    message.put("type", "message");
    message.put("role", "assistant");
    message.put("model", model);
    message.putArray("content");
    message.putNull("stop_reason");
    message.putNull("stop_sequence");
    return message;
  }

  private static void blocks(JsonNode said, ArrayNode into) {
    String thought = said.path("reasoning_content").asText("");
    if (!thought.isEmpty()) {
      into.addObject().put("type", "thinking").put("thinking", thought).put("signature", "");
    }
    String text = said.path("content").isTextual() ? said.path("content").asText() : "";
    if (!text.isEmpty()) {
      into.addObject().put("type", "text").put("text", text);
    }
    for (JsonNode call : said.path("tool_calls")) {
      ObjectNode block = into.addObject().put("type", "tool_use");
      block.set("id", call.path("id"));
      block.set("name", call.at("/function/name"));
      block.set(
          "input", Trees.read(call.at("/function/arguments").asText()).orElseGet(Trees::object));
    }
  }

  static String stopReason(String finish) {
    return switch (finish) {
      case "length" -> "max_tokens";
      case "tool_calls", "function_call" -> "tool_use";
      case "content_filter" -> "refusal";
      default -> "end_turn";
    };
  }

  /** OpenAI counts cached tokens among its prompt tokens, Anthropic beside its input tokens. */
  static ObjectNode usage(JsonNode usage) {
    JsonNode details = usage.path("prompt_tokens_details");
    long read = details.path("cached_tokens").asLong(0);
    long written = details.path("cache_creation_tokens").asLong(0);
    ObjectNode out = Trees.object();
    out.put("input_tokens", Math.max(0, usage.path("prompt_tokens").asLong(0) - read - written));
    out.put("cache_creation_input_tokens", written);
    out.put("cache_read_input_tokens", read);
    out.put("output_tokens", usage.path("completion_tokens").asLong(0));
    return out;
  }
}
