package dev.signalbox.ingress.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.ingress.IngressProblem;
import java.util.Set;

/**
 * A request to OpenAI's Responses API as a chat completion request. Nothing is kept here between
 * requests, so a conversation comes whole with each.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/responses/create">the API</a>
 */
public final class ResponsesQuestion {
  /** Words that have no meaning for one stateless answer. */
  private static final Set<String> WITHOUT_MEANING =
      Set.of(
          "include", "truncation", "store", "previous_response_id", "background", "stream_options");

  private final ObjectNode asked;
  private final ObjectNode out = Trees.object();

  private ResponsesQuestion(ObjectNode asked) {
    this.asked = asked;
  }

  /**
   * Translates. Fields that are unknown here pass as they are.
   *
   * @throws dev.signalbox.platform.problem.ProblemException when it can't be served
   */
  public static byte[] of(byte[] body, int length) {
    return Trees.bytes(new ResponsesQuestion(Trees.body(body, length)).translate());
  }

  private ObjectNode translate() {
    refuseState();
    Trees.move(asked, "model", out, "model");
    messages();
    boolean stream = asked.path("stream").asBoolean(false);
    Trees.move(asked, "stream", out, "stream");
    if (stream) {
      out.putObject("stream_options").put("include_usage", true);
    }
    Trees.move(asked, "max_output_tokens", out, "max_completion_tokens");
    tools();
    format();
    JsonNode reasoning = asked.remove("reasoning");
    if (reasoning != null && reasoning.path("effort").isTextual()) {
      out.set("reasoning_effort", reasoning.get("effort"));
    }
    asked.remove(WITHOUT_MEANING);
    out.setAll(asked);
    return out;
  }

  private void refuseState() {
    if (Trees.present(asked.path("previous_response_id"))) {
      throw IngressProblem.invalid(
          "previous_response_id",
          "can't be followed: no answers are kept here; send the conversation");
    }
    if (Trees.present(asked.path("conversation"))) {
      throw IngressProblem.invalid("conversation", "can't be followed: no answers are kept here");
    }
    if (asked.path("background").asBoolean(false)) {
      throw IngressProblem.invalid("background", "can't be true here; use /v1/batches");
    }
  }

  private void messages() {
    ArrayNode messages = out.putArray("messages");
    JsonNode instructions = asked.remove("instructions");
    if (instructions != null && instructions.isTextual()) {
      messages.addObject().put("role", "system").set("content", instructions);
    }
    JsonNode input = asked.remove("input");
    if (input == null || !(input.isTextual() || input.isArray())) {
      throw IngressProblem.invalid("input", "must be a string or a list of items");
    }
    if (input.isTextual()) {
      messages.addObject().put("role", "user").set("content", input);
      return;
    }
    int index = 0;
    for (JsonNode item : input) {
      item(item, "input[" + index++ + "]", messages);
    }
  }

  private static void item(JsonNode item, String where, ArrayNode messages) {
    switch (item.path("type").asText("message")) {
      case "message" -> message(item, where, messages);
      case "function_call" -> call(item, messages);
      case "function_call_output" ->
          messages
              .addObject()
              .put("role", "tool")
              .put("content", output(item.path("output")))
              .set("tool_call_id", item.path("call_id"));
      case "reasoning" -> {
        // what a model thought before is its provider's own
      }
      default -> throw IngressProblem.invalid(where + ".type", "is not served here");
    }
  }

  private static void message(JsonNode item, String where, ArrayNode messages) {
    ObjectNode message = messages.addObject();
    message.set("role", item.path("role"));
    JsonNode content = item.path("content");
    if (content.isTextual()) {
      message.set("content", content);
      return;
    }
    ArrayNode parts = message.putArray("content");
    int index = 0;
    for (JsonNode part : content) {
      String at = where + ".content[" + index++ + "]";
      switch (part.path("type").asText()) {
        case "input_text", "output_text", "text" ->
            parts.addObject().put("type", "text").set("text", part.path("text"));
        case "refusal" -> parts.addObject().put("type", "text").set("text", part.path("refusal"));
        case "input_image" -> parts.add(image(part, at));
        default -> parts.add(part);
      }
    }
  }

  private static ObjectNode image(JsonNode part, String where) {
    if (!part.path("image_url").isTextual()) {
      throw IngressProblem.invalid(
          where + ".image_url", "is missing; files by id are not served here");
    }
    ObjectNode image = Trees.object().put("type", "image_url");
    ObjectNode address = image.putObject("image_url");
    address.set("url", part.get("image_url"));
    if (part.path("detail").isTextual()) {
      address.set("detail", part.get("detail"));
    }
    return image;
  }

  /** Calls in a row are calls of one message. */
  private static void call(JsonNode item, ArrayNode messages) {
    JsonNode last = messages.path(messages.size() - 1);
    ObjectNode message =
        last instanceof ObjectNode open && open.path("role").asText().equals("assistant")
            ? open
            : messages.addObject().put("role", "assistant").putNull("content");
    ArrayNode calls =
        message.path("tool_calls") instanceof ArrayNode there
            ? there
            : message.putArray("tool_calls");
    ObjectNode call = calls.addObject().put("type", "function");
    call.set("id", item.path("call_id"));
    ObjectNode function = call.putObject("function");
    function.set("name", item.path("name"));
    function.set("arguments", item.path("arguments"));
  }

  private static String output(JsonNode output) {
    if (output.isTextual()) {
      return output.asText();
    }
    StringBuilder text = new StringBuilder();
    for (JsonNode part : output) {
      text.append(text.isEmpty() ? "" : "\n").append(part.path("text").asText());
    }
    return text.toString();
  }

  private void tools() {
    JsonNode tools = asked.remove("tools");
    if (tools != null && tools.isArray() && !tools.isEmpty()) {
      ArrayNode translated = out.putArray("tools");
      for (JsonNode tool : tools) {
        if (!tool.path("type").asText().equals("function")) {
          throw IngressProblem.invalid(
              "tools", "holds a tool that is not served here; functions are");
        }
        ObjectNode function = ((ObjectNode) tool).deepCopy();
        function.remove("type");
        translated.addObject().put("type", "function").set("function", function);
      }
    }
    JsonNode choice = asked.remove("tool_choice");
    if (choice == null || choice.isNull()) {
      return;
    }
    if (choice.isTextual()) {
      out.set("tool_choice", choice);
    } else {
      ObjectNode named = out.putObject("tool_choice").put("type", "function");
      named.putObject("function").set("name", choice.path("name"));
    }
  }

  private void format() {
    JsonNode text = asked.remove("text");
    if (text == null || !text.isObject()) {
      return;
    }
    if (text.path("verbosity").isTextual()) {
      out.set("verbosity", text.get("verbosity"));
    }
    if (!(text.path("format") instanceof ObjectNode format)) {
      return;
    }
    switch (format.path("type").asText()) {
      case "json_schema" -> {
        ObjectNode schema = format.deepCopy();
        schema.remove("type");
        out.putObject("response_format").put("type", "json_schema").set("json_schema", schema);
      }
      case "json_object" -> out.putObject("response_format").put("type", "json_object");
      default -> {
        // plain text needs no word
      }
    }
  }
}
