package dev.signalbox.ingress.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * A chat completion as an answer of OpenAI's Responses API.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/responses/object">the object</a>
 */
public final class ResponsesAnswer {
  /** What the answer repeats of the request, where the client said it. */
  private static final List<String> REPEATED =
      List.of(
          "instructions",
          "max_output_tokens",
          "metadata",
          "parallel_tool_calls",
          "reasoning",
          "temperature",
          "text",
          "tool_choice",
          "tools",
          "top_p",
          "user");

  private final ObjectNode repeated;
  private final String id;

  private ResponsesAnswer(ObjectNode repeated, String id) {
    this.repeated = repeated;
    this.id = id;
  }

  /**
   * Answers to this request, which was read before.
   *
   * @param id of the request
   */
  public static ResponsesAnswer to(byte[] body, int length, String id) {
    ObjectNode asked = Trees.body(body, length);
    return new ResponsesAnswer(asked.retain(REPEATED), "resp_" + id);
  }

  /**
   * Translates.
   *
   * @throws IllegalArgumentException when the bytes are no chat completion
   */
  public byte[] of(byte[] completion, int length) {
    ObjectNode read =
        Trees.read(completion, 0, length)
            .orElseThrow(() -> new IllegalArgumentException("not a chat completion"));
    JsonNode choice = read.path("choices").path(0);
    JsonNode said = choice.path("message");
    ArrayNode output = Trees.array();
    String thought = said.path("reasoning_content").asText("");
    if (!thought.isEmpty()) {
      output.add(reasoning(0, thought));
    }
    String text = said.path("content").isTextual() ? said.path("content").asText() : "";
    if (!text.isEmpty() || said.path("tool_calls").isEmpty()) {
      output.add(message(output.size(), text, "completed"));
    }
    for (JsonNode call : said.path("tool_calls")) {
      JsonNode function = call.path("function");
      output.add(
          call(
              output.size(),
              call.path("id").asText(),
              function.path("name").asText(),
              function.path("arguments").asText(),
              "completed"));
    }
    return Trees.bytes(
        response(
            read.path("created").asLong(),
            read.path("model").asText(),
            choice.path("finish_reason").asText(),
            output,
            usage(read.path("usage"))));
  }

  /** The whole answer, finished for this reason; empty while it is under way. */
  ObjectNode response(long created, String model, String finish, ArrayNode output, JsonNode usage) {
    ObjectNode response = Trees.object();
    response.put("id", id).put("object", "response").put("created_at", created);
    response.put("status", status(finish)).put("background", false).putNull("error");
    if (status(finish).equals("incomplete")) {
      response
          .putObject("incomplete_details")
          .put("reason", finish.equals("length") ? "max_output_tokens" : "content_filter");
    } else {
      response.putNull("incomplete_details");
    }
    response.putNull("instructions").putNull("max_output_tokens").put("model", model);
    response.set("output", output);
    response.put("parallel_tool_calls", true).putNull("previous_response_id");
    response.putObject("reasoning").putNull("effort").putNull("summary");
    response.put("store", false).put("temperature", 1.0);
    response.putObject("text").putObject("format").put("type", "text");
    response.put("tool_choice", "auto").putArray("tools");
    response.put("top_p", 1.0).put("truncation", "disabled");
    response.set("usage", usage);
    response.putNull("user").putObject("metadata");
    repeated
        .properties()
        .forEach(
            entry -> {
              if (!entry.getValue().isNull()) {
                response.set(entry.getKey(), entry.getValue());
              }
            });
    return response;
  }

  private static String status(String finish) {
    return switch (finish) {
      case "" -> "in_progress";
      case "failed" -> "failed";
      case "length", "content_filter" -> "incomplete";
      default -> "completed";
    };
  }

  String itemId(String kind, int index) {
    return kind + "_" + id.substring("resp_".length()) + "_" + index;
  }

  ObjectNode message(int index, String text, String status) {
    ObjectNode item = Trees.object();
    item.put("id", itemId("msg", index)).put("type", "message").put("status", status);
    item.put("role", "assistant");
    ArrayNode content = item.putArray("content");
    if (status.equals("completed")) {
      content.add(part(text));
    }
    return item;
  }

  static ObjectNode part(String text) {
    ObjectNode part = Trees.object().put("type", "output_text").put("text", text);
    part.putArray("annotations");
    part.putArray("logprobs");
    return part;
  }

  ObjectNode call(int index, String callId, String name, String arguments, String status) {
    return Trees.object()
        .put("id", itemId("fc", index))
        .put("type", "function_call")
        .put("status", status)
        .put("call_id", callId)
        .put("name", name)
        .put("arguments", arguments);
  }

  ObjectNode reasoning(int index, String thought) {
    ObjectNode item = Trees.object().put("id", itemId("rs", index)).put("type", "reasoning");
    ArrayNode summary = item.putArray("summary");
    if (!thought.isEmpty()) {
      summary.addObject().put("type", "summary_text").put("text", thought);
    }
    return item;
  }

  static ObjectNode usage(JsonNode usage) {
    long input = usage.path("prompt_tokens").asLong(0);
    long output = usage.path("completion_tokens").asLong(0);
    ObjectNode out = Trees.object();
    out.put("input_tokens", input);
    out.putObject("input_tokens_details")
        .put("cached_tokens", usage.at("/prompt_tokens_details/cached_tokens").asLong(0));
    out.put("output_tokens", output);
    out.putObject("output_tokens_details")
        .put("reasoning_tokens", usage.at("/completion_tokens_details/reasoning_tokens").asLong(0));
    out.put("total_tokens", input + output);
    return out;
  }
}
