package dev.signalbox.loadtest.simulator;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** OpenAI's JSON shapes. */
final class Wire {
  static final String DONE = "data: [DONE]\n\n";

  private Wire() {}

  static String completion(Heading heading, String text, String finishReason, Usage usage) {
    ObjectNode root = heading.json("chat.completion");
    ObjectNode choice = root.putArray("choices").addObject();
    choice.put("index", 0);
    choice.putObject("message").put("role", "assistant").put("content", text);
    choice.putNull("logprobs").put("finish_reason", finishReason);
    root.set("usage", usage(usage));
    return root.toString();
  }

  /**
   * A chunk with a piece of text, or the role when {@code piece} is null and no reason is given.
   */
  static String chunk(
      Heading heading, boolean usageAsked, @Nullable String piece, @Nullable String finishReason) {
    ObjectNode root = heading.json("chat.completion.chunk");
    ObjectNode choice = root.putArray("choices").addObject();
    choice.put("index", 0);
    ObjectNode delta = choice.putObject("delta");
    if (piece != null) {
      delta.put("content", piece);
    } else if (finishReason == null) {
      delta.put("role", "assistant").put("content", "");
    }
    choice.putNull("logprobs").put("finish_reason", finishReason);
    if (usageAsked) {
      root.putNull("usage");
    }
    return event(root);
  }

  static String call(
      Heading heading, String function, String arguments, String finishReason, Usage usage) {
    ObjectNode root = heading.json("chat.completion");
    ObjectNode choice = root.putArray("choices").addObject();
    choice.put("index", 0);
    ObjectNode message = choice.putObject("message").put("role", "assistant").putNull("content");
    ObjectNode call = message.putArray("tool_calls").addObject();
    call.put("id", callId(heading)).put("type", "function");
    call.putObject("function").put("name", function).put("arguments", arguments);
    choice.putNull("logprobs").put("finish_reason", finishReason);
    root.set("usage", usage(usage));
    return root.toString();
  }

  /** A chunk with a piece of a call's arguments, its first one with the function's name. */
  static String callChunk(
      Heading heading, boolean usageAsked, @Nullable String function, String arguments) {
    ObjectNode root = heading.json("chat.completion.chunk");
    ObjectNode choice = root.putArray("choices").addObject();
    choice.put("index", 0);
    ObjectNode call = choice.putObject("delta").putArray("tool_calls").addObject();
    call.put("index", 0);
    ObjectNode piece = call.putObject("function");
    if (function != null) {
      call.put("id", callId(heading)).put("type", "function");
      piece.put("name", function);
    }
    piece.put("arguments", arguments);
    choice.putNull("logprobs").putNull("finish_reason");
    if (usageAsked) {
      root.putNull("usage");
    }
    return event(root);
  }

  private static String callId(Heading heading) {
    return "call_" + heading.id();
  }

  static String usageChunk(Heading heading, Usage usage) {
    ObjectNode root = heading.json("chat.completion.chunk");
    root.putArray("choices");
    root.set("usage", usage(usage));
    return event(root);
  }

  /** The same small vector for every text: only its price matters here. */
  static String embeddings(EmbeddingsRequest request) {
    ObjectNode root = JsonNodeFactory.instance.objectNode().put("object", "list");
    var data = root.putArray("data");
    for (int i = 0; i < request.inputs(); i++) {
      ObjectNode each = data.addObject().put("object", "embedding").put("index", i);
      each.putArray("embedding").add(0.6).add(0.8);
    }
    root.put("model", request.model());
    root.putObject("usage")
        .put("prompt_tokens", request.tokens())
        .put("total_tokens", request.tokens());
    return root.toString();
  }

  static String error(String message, String type, @Nullable String code) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.putObject("error")
        .put("message", message)
        .put("type", type)
        .putNull("param")
        .put("code", code);
    return root.toString();
  }

  static String models(Iterable<String> names) {
    ObjectNode root = JsonNodeFactory.instance.objectNode().put("object", "list");
    var data = root.putArray("data");
    for (String name : names) {
      data.addObject()
          .put("id", name)
          .put("object", "model")
          .put("created", 0)
          .put("owned_by", "signalbox-simulator");
    }
    return root.toString();
  }

  private static String event(ObjectNode root) {
    return "data: " + root + "\n\n";
  }

  private static ObjectNode usage(Usage usage) {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("prompt_tokens", usage.promptTokens())
            .put("completion_tokens", usage.completionTokens())
            .put("total_tokens", usage.promptTokens() + usage.completionTokens());
    json.putObject("prompt_tokens_details").put("cached_tokens", usage.cachedTokens());
    json.putObject("completion_tokens_details").put("reasoning_tokens", 0);
    return json;
  }

  /**
   * What every object of one answer repeats.
   *
   * @param created seconds since the epoch
   */
  record Heading(String id, long created, String model) {
    ObjectNode json(String object) {
      return JsonNodeFactory.instance
          .objectNode()
          .put("id", id)
          .put("object", object)
          .put("created", created)
          .put("model", model)
          .put("system_fingerprint", "simulator");
    }
  }
}
