package dev.signalbox.ingress.edge;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** What a fake upstream answers whole, and the invoice that it keeps of all its answers. */
final class FakeAnswers {
  private final JsonArray invoice = new JsonArray();
  private int serial;

  JsonArray invoice() {
    return invoice;
  }

  JsonObject vectors(JsonObject asking) {
    JsonArray data = new JsonArray();
    JsonArray inputs =
        asking.getValue("input") instanceof JsonArray many
            ? many
            : new JsonArray().add(asking.getValue("input"));
    for (int i = 0; i < inputs.size(); i++) {
      data.add(
          new JsonObject()
              .put("object", "embedding")
              .put("index", i)
              .put("embedding", new JsonArray().add(0.25).add(-0.5)));
    }
    int tokens = asking.getInteger("fake_prompt_tokens", 9);
    invoice.add(
        new JsonObject()
            .put("model", "vectors")
            .put("prompt", tokens)
            .put("cached", 0)
            .put("output", 0));
    return new JsonObject()
        .put("object", "list")
        .put("data", data)
        .put("model", "vectors-2026")
        .put("usage", new JsonObject().put("prompt_tokens", tokens).put("total_tokens", tokens));
  }

  JsonObject called(JsonObject asking) {
    JsonObject answer = whole(asking, true);
    JsonObject choice = answer.getJsonArray("choices").getJsonObject(0);
    choice.put("finish_reason", "tool_calls");
    choice
        .getJsonObject("message")
        .putNull("content")
        .put("tool_calls", new JsonArray().add(toolCall("{\"city\":\"Lyon\"}")));
    return answer;
  }

  static JsonObject toolCall(String arguments) {
    return new JsonObject()
        .put("index", 0)
        .put("id", "call_1")
        .put("type", "function")
        .put("function", new JsonObject().put("name", "weather").put("arguments", arguments));
  }

  JsonObject whole(JsonObject asking, boolean withUsage) {
    JsonObject usage = charge(asking);
    JsonObject answer =
        new JsonObject()
            .put("id", "chatcmpl-" + serial++)
            .put("object", "chat.completion")
            .put("created", 1_700_000_000)
            .put("model", asking.getString("model") + "-2026-01-01")
            .put(
                "choices",
                new JsonArray()
                    .add(
                        new JsonObject()
                            .put("index", 0)
                            .put(
                                "message",
                                new JsonObject()
                                    .put("role", "assistant")
                                    .put("content", content(asking)))
                            .put("finish_reason", "stop")));
    return withUsage ? answer.put("usage", usage) : answer;
  }

  private String content(JsonObject asking) {
    return switch (asking.getString("model")) {
      case "judge" -> {
        Object said = asking.getJsonArray("messages").getJsonObject(1).getValue("content");
        String shown =
            said instanceof JsonArray parts ? parts.getJsonObject(0).getString("text") : "" + said;
        yield "{\"first\": \""
            + grade(shown, "first")
            + "\", \"second\": \""
            + grade(shown, "second")
            + "\"}";
      }
      case "refuses" -> "I'm sorry, but I can't help with that.";
      case "dice" -> "The answer is " + serial + ".";
      default -> "Hello there, wörld.";
    };
  }

  /** Greetings are good, whichever is seen first. */
  private static String grade(String shown, String side) {
    return shown.contains("<" + side + ">\nHello ") ? "good" : "flawed";
  }

  /** Charges the request, and says so in the API's words. */
  JsonObject charge(JsonObject asking) {
    int prompt = asking.getInteger("fake_prompt_tokens", 11);
    int cached = asking.getInteger("fake_cached_tokens", 0);
    int output = asking.getInteger("fake_output_tokens", 5);
    invoice.add(
        new JsonObject()
            .put("model", asking.getString("model"))
            .put("mark", asking.getString("fake_mark"))
            .put("prompt", prompt)
            .put("cached", cached)
            .put("output", output));
    return new JsonObject()
        .put("prompt_tokens", prompt)
        .put("completion_tokens", output)
        .put("total_tokens", prompt + output)
        .put("prompt_tokens_details", new JsonObject().put("cached_tokens", cached));
  }
}
