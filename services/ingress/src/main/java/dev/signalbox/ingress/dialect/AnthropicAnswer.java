package dev.signalbox.ingress.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * A message of Anthropic's API as a chat completion.
 *
 * @see <a href="https://docs.anthropic.com/en/api/messages">the Messages API</a>
 */
public final class AnthropicAnswer {
  /** The member that carries the message itself, for a client that speaks Anthropic's words. */
  static final String NATIVE_MESSAGE = "anthropic_message";

  private AnthropicAnswer() {}

  /**
   * Empty when the bytes are no message. An error object stays one.
   *
   * @param created seconds since the epoch
   * @param keepNative whether the message itself goes along
   */
  public static Optional<byte[]> of(byte[] body, int length, long created, boolean keepNative) {
    return Trees.read(body, 0, length).flatMap(message -> of(message, created, keepNative));
  }

  private static Optional<byte[]> of(ObjectNode message, long created, boolean keepNative) {
    String type = message.path("type").asText();
    if (type.equals("error")) {
      return Optional.of(Trees.bytes(message));
    }
    if (!type.equals("message") || !message.path("content").isArray()) {
      return Optional.empty();
    }
    ObjectNode completion = Trees.object();
    completion.put("id", message.path("id").asText());
    completion.put("object", "chat.completion");
    completion.put("created", created);
    completion.put("model", message.path("model").asText());
    ObjectNode choice = completion.putArray("choices").addObject();
    choice.put("index", 0);
    boolean json = message(message.path("content"), choice.putObject("message"));
    choice.putNull("logprobs");
    choice.put("finish_reason", json ? "stop" : finish(message.path("stop_reason").asText()));
    completion.set("usage", usage(message.path("usage")));
    if (keepNative) {
      completion.set(NATIVE_MESSAGE, message);
    }
    return Optional.of(Trees.bytes(completion));
  }

  /** True when the answer is the input of the tool that stands for JSON. */
  private static boolean message(JsonNode content, ObjectNode out) {
    StringBuilder text = new StringBuilder();
    StringBuilder thought = new StringBuilder();
    ArrayNode calls = Trees.array();
    boolean json = false;
    for (JsonNode block : content) {
      switch (block.path("type").asText()) {
        case "text" -> text.append(block.path("text").asText());
        case "thinking" -> thought.append(block.path("thinking").asText());
        case "tool_use" -> {
          if (block.path("name").asText().equals(AnthropicQuestion.ANSWER_TOOL)) {
            json = true;
            text.append(Trees.text(block.path("input")));
          } else {
            call(block, calls.addObject());
          }
        }
        default -> {
          // blocks of the provider's own tools are its business
        }
      }
    }
    out.put("role", "assistant");
    out.put("content", text.isEmpty() && !calls.isEmpty() ? null : text.toString());
    out.putNull("refusal");
    if (!thought.isEmpty()) {
      out.put("reasoning_content", thought.toString());
    }
    if (!calls.isEmpty()) {
      out.set("tool_calls", calls);
    }
    return json;
  }

  private static void call(JsonNode block, ObjectNode call) {
    call.set("id", block.path("id"));
    call.put("type", "function");
    ObjectNode function = call.putObject("function");
    function.set("name", block.path("name"));
    function.put("arguments", Trees.text(block.path("input")));
  }

  static String finish(String stopReason) {
    return switch (stopReason) {
      case "max_tokens", "model_context_window_exceeded" -> "length";
      case "tool_use" -> "tool_calls";
      case "refusal" -> "content_filter";
      default -> "stop";
    };
  }

  /**
   * Anthropic counts cached tokens beside its input tokens, OpenAI among them.
   *
   * @see <a href="https://docs.anthropic.com/en/docs/build-with-claude/prompt-caching">on cached
   *     tokens</a>
   */
  static ObjectNode usage(JsonNode usage) {
    long read = usage.path("cache_read_input_tokens").asLong(0);
    long written = usage.path("cache_creation_input_tokens").asLong(0);
    long hour = usage.at("/cache_creation/ephemeral_1h_input_tokens").asLong(0);
    long prompt = usage.path("input_tokens").asLong(0) + read + written;
    long output = usage.path("output_tokens").asLong(0);
    ObjectNode out = Trees.object();
    out.put("prompt_tokens", prompt);
    out.put("completion_tokens", output);
    out.put("total_tokens", prompt + output);
    ObjectNode details = out.putObject("prompt_tokens_details");
    details.put("cached_tokens", read);
    if (written > 0) {
      details.put("cache_creation_tokens", written);
      details.put("cache_creation_5m_tokens", Math.max(0, written - hour));
      details.put("cache_creation_1h_tokens", Math.min(hour, written));
    }
    return out;
  }
}
