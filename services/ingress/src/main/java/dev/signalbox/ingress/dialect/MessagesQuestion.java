package dev.signalbox.ingress.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.ingress.IngressProblem;
import java.util.Set;

/**
 * A request to Anthropic's Messages API as a chat completion request.
 *
 * @see <a href="https://docs.anthropic.com/en/api/messages">the Messages API</a>
 */
public final class MessagesQuestion {
  /** Wishes that chat completions have no word for; a native upstream gets the whole body. */
  private static final Set<String> NATIVE_ONLY =
      Set.of("thinking", "top_k", "service_tier", "container", "context_management", "mcp_servers");

  private final ObjectNode asked;
  private final ObjectNode out = Trees.object();

  private MessagesQuestion(ObjectNode asked) {
    this.asked = asked;
  }

  /**
   * Translates. Fields that are unknown here pass as they are.
   *
   * @throws dev.signalbox.platform.problem.ProblemException when it is no such request
   */
  public static byte[] of(byte[] body, int length) {
    ObjectNode asked = Trees.body(body, length);
    if (!asked.path("max_tokens").isIntegralNumber()) {
      throw IngressProblem.invalid("max_tokens", "is missing");
    }
    return Trees.bytes(new MessagesQuestion(asked).translate());
  }

  /** As {@link #of}, for a request whose tokens are only counted: it has no {@code max_tokens}. */
  public static byte[] toCount(byte[] body, int length) {
    return Trees.bytes(new MessagesQuestion(Trees.body(body, length)).translate());
  }

  private ObjectNode translate() {
    Trees.move(asked, "model", out, "model");
    Trees.move(asked, "max_tokens", out, "max_tokens");
    messages();
    Trees.move(asked, "stop_sequences", out, "stop");
    Trees.move(asked, "temperature", out, "temperature");
    Trees.move(asked, "top_p", out, "top_p");
    boolean stream = asked.path("stream").asBoolean(false);
    Trees.move(asked, "stream", out, "stream");
    if (stream) {
      out.putObject("stream_options").put("include_usage", true);
    }
    tools();
    format();
    JsonNode metadata = asked.remove("metadata");
    if (metadata != null && metadata.path("user_id").isTextual()) {
      out.set("user", metadata.get("user_id"));
    }
    asked.remove(NATIVE_ONLY);
    out.setAll(asked);
    return out;
  }

  private void messages() {
    ArrayNode messages = out.putArray("messages");
    JsonNode system = asked.remove("system");
    if (system != null && !system.isNull()) {
      messages.addObject().put("role", "system").put("content", text(system, "system"));
    }
    JsonNode given = asked.remove("messages");
    if (given == null || !given.isArray() || given.isEmpty()) {
      throw IngressProblem.invalid("messages", "is missing");
    }
    int index = 0;
    for (JsonNode message : given) {
      String where = "messages[" + index++ + "]";
      JsonNode content = message.path("content");
      switch (message.path("role").asText()) {
        case "user" -> asked(content, where, messages);
        case "assistant" -> said(content, where, messages);
        case "system" ->
            messages.addObject().put("role", "system").put("content", text(content, where));
        default -> throw IngressProblem.invalid(where + ".role", "must be user or assistant");
      }
    }
  }

  /** Results of tools are messages of their own there, and come before what the user says. */
  private static void asked(JsonNode content, String where, ArrayNode messages) {
    if (content.isTextual()) {
      messages.addObject().put("role", "user").set("content", content);
      return;
    }
    if (!content.isArray()) {
      throw IngressProblem.invalid(where + ".content", "must be a string or a list of blocks");
    }
    ArrayNode parts = Trees.array();
    for (JsonNode block : content) {
      switch (block.path("type").asText()) {
        case "text" -> parts.addObject().put("type", "text").set("text", block.path("text"));
        case "image" -> parts.add(image(block));
        case "tool_result" -> result(block, messages, parts);
        default -> parts.add(block);
      }
    }
    if (!parts.isEmpty()) {
      messages.addObject().put("role", "user").set("content", parts);
    }
  }

  private static void result(JsonNode block, ArrayNode messages, ArrayNode parts) {
    StringBuilder text = new StringBuilder();
    JsonNode content = block.path("content");
    if (content.isTextual()) {
      text.append(content.asText());
    }
    for (JsonNode inner : content) {
      if (inner.path("type").asText().equals("image")) {
        parts.add(image(inner));
      } else {
        text.append(text.isEmpty() ? "" : "\n").append(inner.path("text").asText());
      }
    }
    messages
        .addObject()
        .put("role", "tool")
        .put("content", text.toString())
        .set("tool_call_id", block.path("tool_use_id"));
  }

  private static ObjectNode image(JsonNode block) {
    JsonNode source = block.path("source");
    String url =
        source.path("type").asText().equals("base64")
            ? "data:"
                + source.path("media_type").asText()
                + ";base64,"
                + source.path("data").asText()
            : source.path("url").asText();
    ObjectNode part = Trees.object().put("type", "image_url");
    part.putObject("image_url").put("url", url);
    return part;
  }

  private static void said(JsonNode content, String where, ArrayNode messages) {
    ObjectNode message = Trees.object().put("role", "assistant");
    if (content.isTextual()) {
      messages.add(message.set("content", content));
      return;
    }
    if (!content.isArray()) {
      throw IngressProblem.invalid(where + ".content", "must be a string or a list of blocks");
    }
    StringBuilder text = new StringBuilder();
    ArrayNode calls = Trees.array();
    for (JsonNode block : content) {
      switch (block.path("type").asText()) {
        case "text" -> text.append(block.path("text").asText());
        case "tool_use" -> {
          ObjectNode call = calls.addObject();
          call.set("id", block.path("id"));
          call.put("type", "function");
          ObjectNode function = call.putObject("function");
          function.set("name", block.path("name"));
          function.put("arguments", Trees.text(block.path("input")));
        }
        default -> {
          // thoughts, and blocks of the provider's own tools, are its own: another can't read them
        }
      }
    }
    message.put("content", text.isEmpty() && !calls.isEmpty() ? null : text.toString());
    if (!calls.isEmpty()) {
      message.set("tool_calls", calls);
    }
    messages.add(message);
  }

  private static String text(JsonNode content, String where) {
    if (content.isTextual()) {
      return content.asText();
    }
    if (!content.isArray()) {
      throw IngressProblem.invalid(where, "must be a string or a list of text blocks");
    }
    StringBuilder text = new StringBuilder();
    for (JsonNode block : content) {
      text.append(text.isEmpty() ? "" : "\n").append(block.path("text").asText());
    }
    return text.toString();
  }

  private void tools() {
    JsonNode tools = asked.remove("tools");
    if (tools != null && tools.isArray() && !tools.isEmpty()) {
      ArrayNode translated = out.putArray("tools");
      for (JsonNode tool : tools) {
        translated.add(tool(tool));
      }
    }
    JsonNode choice = asked.remove("tool_choice");
    if (choice == null || choice.isNull()) {
      return;
    }
    switch (choice.path("type").asText()) {
      case "any" -> out.put("tool_choice", "required");
      case "none" -> out.put("tool_choice", "none");
      case "tool" -> {
        ObjectNode named = out.putObject("tool_choice").put("type", "function");
        named.putObject("function").set("name", choice.path("name"));
      }
      default -> out.put("tool_choice", "auto");
    }
    if (choice.path("disable_parallel_tool_use").asBoolean(false)) {
      out.put("parallel_tool_calls", false);
    }
  }

  /** A schema for the answer; the effort beside it is the provider's own measure. */
  private void format() {
    JsonNode config = asked.remove("output_config");
    JsonNode older = asked.remove("output_format");
    JsonNode format =
        config != null && config.path("format").isObject() ? config.get("format") : older;
    if (format == null || !format.path("type").asText().equals("json_schema")) {
      return;
    }
    if (!format.path("schema").isObject()) {
      throw IngressProblem.invalid("output_config.format.schema", "must be an object");
    }
    ObjectNode wanted = out.putObject("response_format").put("type", "json_schema");
    wanted
        .putObject("json_schema")
        .put("name", "answer")
        .put("strict", true)
        .set("schema", format.get("schema"));
  }

  /** Tools that the provider runs itself have a type of their own and pass as they are. */
  private static JsonNode tool(JsonNode tool) {
    if (!tool.has("input_schema")) {
      return tool;
    }
    ObjectNode translated = Trees.object().put("type", "function");
    ObjectNode function = translated.putObject("function");
    function.set("name", tool.path("name"));
    if (tool.hasNonNull("description")) {
      function.set("description", tool.get("description"));
    }
    function.set("parameters", tool.get("input_schema"));
    return translated;
  }
}
