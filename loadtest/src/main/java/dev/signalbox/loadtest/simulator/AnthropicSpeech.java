package dev.signalbox.loadtest.simulator;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Anthropic's Messages API.
 *
 * @see <a href="https://docs.anthropic.com/en/docs/build-with-claude/streaming">its events</a>
 */
final class AnthropicSpeech implements Speech {
  private final String id;
  private final String model;

  AnthropicSpeech(String id, String model) {
    this.id = id;
    this.model = model;
  }

  @Override
  public String whole(String text, String finishReason, Usage usage) {
    ObjectNode message = message();
    message.putArray("content").addObject().put("type", "text").put("text", text);
    message.put("stop_reason", reason(finishReason)).putNull("stop_sequence");
    message.set("usage", usage(usage));
    return message.toString();
  }

  @Override
  public String opening(Usage prompt) {
    ObjectNode message = message();
    message.putArray("content");
    message.putNull("stop_reason").putNull("stop_sequence").set("usage", usage(prompt));
    ObjectNode start = event("message_start");
    start.set("message", message);
    ObjectNode block = event("content_block_start").put("index", 0);
    block.putObject("content_block").put("type", "text").put("text", "");
    return said(start) + said(block);
  }

  @Override
  public String piece(String text) {
    ObjectNode event = event("content_block_delta").put("index", 0);
    event.putObject("delta").put("type", "text_delta").put("text", text);
    return said(event);
  }

  @Override
  public String ending(String finishReason, Usage usage) {
    ObjectNode last = event("message_delta");
    last.putObject("delta").put("stop_reason", reason(finishReason)).putNull("stop_sequence");
    last.putObject("usage").put("output_tokens", usage.completionTokens());
    return said(event("content_block_stop").put("index", 0))
        + said(last)
        + said(event("message_stop"));
  }

  static String error(String type, String message) {
    ObjectNode error = event("error");
    error.putObject("error").put("type", type).put("message", message);
    return error.toString();
  }

  private ObjectNode message() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("id", "msg_" + id)
        .put("type", "message")
        .put("role", "assistant")
        .put("model", model);
  }

  private static String reason(String finishReason) {
    return finishReason.equals("length") ? "max_tokens" : "end_turn";
  }

  /** Cached tokens stand beside the input tokens here, not among them. */
  private static ObjectNode usage(Usage usage) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("input_tokens", usage.promptTokens() - usage.cachedTokens())
        .put("cache_read_input_tokens", usage.cachedTokens())
        .put("cache_creation_input_tokens", 0)
        .put("output_tokens", usage.completionTokens());
  }

  private static ObjectNode event(String type) {
    return JsonNodeFactory.instance.objectNode().put("type", type);
  }

  private static String said(ObjectNode event) {
    return "event: " + event.path("type").asText() + "\ndata: " + event + "\n\n";
  }
}
