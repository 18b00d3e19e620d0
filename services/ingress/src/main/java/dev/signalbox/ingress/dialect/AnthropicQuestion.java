package dev.signalbox.ingress.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.ingress.IngressProblem;
import dev.signalbox.ingress.chat.JsonBytes;
import java.math.BigDecimal;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A chat completion request in the words of Anthropic's Messages API.
 *
 * @see <a href="https://docs.anthropic.com/en/api/messages">the Messages API</a>
 */
public final class AnthropicQuestion {
  /** The tool whose input is the answer where a schema was asked for. */
  static final String ANSWER_TOOL = "json_answer";

  /** Words of OpenAI's that have no meaning there and do not change what is answered. */
  private static final Set<String> WITHOUT_MEANING =
      Set.of(
          "routing",
          "stream_options",
          "store",
          "service_tier",
          "reasoning_effort",
          "verbosity",
          "modalities",
          "prediction",
          "seed",
          "frequency_penalty",
          "presence_penalty",
          "logit_bias",
          "logprobs",
          "top_logprobs",
          "n",
          "prompt_cache_key",
          "safety_identifier");

  private final ObjectNode asked;
  private final ObjectNode out = Trees.object();

  private AnthropicQuestion(ObjectNode asked) {
    this.asked = asked;
  }

  /**
   * Translates.
   *
   * @param model its name there
   * @param mostTokens for requests that set no bound: the API wants one
   * @throws dev.signalbox.platform.problem.ProblemException when it can't be said there
   */
  public static byte[] of(JsonBytes body, String model, int mostTokens) {
    ObjectNode asked = Trees.body(body.bytes(), body.length());
    return Trees.bytes(new AnthropicQuestion(asked).translate(model, mostTokens));
  }

  private ObjectNode translate(String model, int mostTokens) {
    refuseWhatHasNoWord();
    out.put("model", model);
    asked.remove("model");
    bound(mostTokens);
    messages();
    Trees.move(asked, "stream", out, "stream");
    stops();
    BigDecimal hottest = BigDecimal.ONE;
    JsonNode temperature = asked.remove("temperature");
    if (temperature != null && temperature.isNumber()) {
      out.put("temperature", temperature.decimalValue().min(hottest));
    }
    Trees.move(asked, "top_p", out, "top_p");
    tools();
    format();
    JsonNode user = asked.remove("user");
    asked.remove("metadata");
    if (user != null && user.isTextual()) {
      out.putObject("metadata").set("user_id", user);
    }
    asked.remove(WITHOUT_MEANING);
    out.setAll(asked);
    return out;
  }

  private void refuseWhatHasNoWord() {
    if (asked.path("n").asInt(1) > 1) {
      throw IngressProblem.invalid("n", "must be 1 for this model");
    }
    if (asked.path("logprobs").asBoolean(false)) {
      throw IngressProblem.invalid("logprobs", "can't be had from this model");
    }
    if (asked.has("functions") || asked.has("function_call")) {
      throw IngressProblem.invalid("functions", "is not taken by this model; use 'tools'");
    }
  }

  private void bound(int mostTokens) {
    JsonNode completion = asked.remove("max_completion_tokens");
    JsonNode older = asked.remove("max_tokens");
    JsonNode given = completion != null && completion.isNumber() ? completion : older;
    out.put("max_tokens", given != null && given.isNumber() ? given.asInt() : mostTokens);
  }

  private void stops() {
    JsonNode stop = asked.remove("stop");
    if (stop == null || stop.isNull()) {
      return;
    }
    if (stop.isTextual()) {
      out.putArray("stop_sequences").add(stop);
    } else {
      out.set("stop_sequences", stop);
    }
  }

  private void messages() {
    ArrayNode system = Trees.array();
    ArrayNode messages = Trees.array();
    for (JsonNode message : asked.path("messages")) {
      String role = message.path("role").asText();
      switch (role) {
        case "system", "developer" -> addAll(system, blocks(message.path("content")));
        case "tool" -> add(messages, "user", result(message));
        case "assistant" -> add(messages, "assistant", said(message));
        default -> add(messages, "user", blocks(message.path("content")));
      }
    }
    asked.remove("messages");
    if (!system.isEmpty()) {
      out.set("system", system);
    }
    out.set("messages", messages);
  }

  /** Consecutive messages of one role are one message there. */
  private static void add(ArrayNode messages, String role, ArrayNode blocks) {
    if (blocks.isEmpty()) {
      return;
    }
    JsonNode last = messages.path(messages.size() - 1);
    if (last.path("role").asText().equals(role) && last.path("content") instanceof ArrayNode open) {
      addAll(open, blocks);
      return;
    }
    ObjectNode message = messages.addObject();
    message.put("role", role);
    message.set("content", blocks);
  }

  private static void addAll(ArrayNode into, ArrayNode blocks) {
    blocks.forEach(into::add);
  }

  private static ArrayNode result(JsonNode message) {
    ArrayNode blocks = Trees.array();
    ObjectNode block = blocks.addObject();
    block.put("type", "tool_result");
    block.put("tool_use_id", message.path("tool_call_id").asText());
    block.set("content", blocks(message.path("content")));
    return blocks;
  }

  private static ArrayNode said(JsonNode message) {
    ArrayNode blocks = blocks(message.path("content"));
    for (JsonNode call : message.path("tool_calls")) {
      JsonNode function = call.path("function");
      ObjectNode block = blocks.addObject();
      block.put("type", "tool_use");
      block.put("id", call.path("id").asText());
      block.put("name", function.path("name").asText());
      block.set("input", Trees.read(function.path("arguments").asText()).orElseGet(Trees::object));
    }
    return blocks;
  }

  private static ArrayNode blocks(JsonNode content) {
    ArrayNode blocks = Trees.array();
    if (content.isTextual()) {
      if (!content.asText().isEmpty()) {
        blocks.addObject().put("type", "text").set("text", content);
      }
      return blocks;
    }
    for (JsonNode part : content) {
      blocks.add(part.path("type").asText().equals("image_url") ? image(part) : part);
    }
    return blocks;
  }

  private static ObjectNode image(JsonNode part) {
    JsonNode address = part.path("image_url");
    String url = address.isTextual() ? address.asText() : address.path("url").asText();
    ObjectNode block = Trees.object().put("type", "image");
    ObjectNode source = block.putObject("source");
    int comma = url.indexOf(',');
    if (!url.startsWith("data:") || comma < 0) {
      source.put("type", "url").put("url", url);
      return block;
    }
    String head = url.substring("data:".length(), comma);
    int semicolon = head.indexOf(';');
    source.put("type", "base64");
    source.put("media_type", semicolon < 0 ? head : head.substring(0, semicolon));
    source.put("data", url.substring(comma + 1));
    return block;
  }

  private void tools() {
    JsonNode tools = asked.remove("tools");
    if (tools != null && !tools.isNull()) {
      ArrayNode translated = out.putArray("tools");
      for (JsonNode tool : tools) {
        translated.add(tool(tool));
      }
    }
    JsonNode choice = asked.remove("tool_choice");
    JsonNode parallel = asked.remove("parallel_tool_calls");
    boolean oneByOne = parallel != null && parallel.isBoolean() && !parallel.asBoolean();
    if (choice != null && !choice.isNull()) {
      out.set("tool_choice", choice(choice));
    } else if (oneByOne && out.has("tools")) {
      out.putObject("tool_choice").put("type", "auto");
    }
    if (oneByOne && out.path("tool_choice") instanceof ObjectNode set) {
      set.put("disable_parallel_tool_use", true);
    }
  }

  private static JsonNode tool(JsonNode tool) {
    JsonNode function = tool.path("function");
    if (!function.isObject()) {
      return tool;
    }
    ObjectNode translated = Trees.object();
    translated.set("name", function.path("name"));
    if (function.hasNonNull("description")) {
      translated.set("description", function.get("description"));
    }
    translated.set(
        "input_schema",
        function.hasNonNull("parameters")
            ? function.get("parameters")
            : Trees.object().put("type", "object"));
    Iterator<Map.Entry<String, JsonNode>> others = tool.fields();
    while (others.hasNext()) {
      Map.Entry<String, JsonNode> other = others.next();
      if (!List.of("type", "function").contains(other.getKey())) {
        translated.set(other.getKey(), other.getValue());
      }
    }
    return translated;
  }

  private static ObjectNode choice(JsonNode choice) {
    ObjectNode translated = Trees.object();
    switch (choice.isTextual() ? choice.asText() : "named") {
      case "auto" -> translated.put("type", "auto");
      case "none" -> translated.put("type", "none");
      case "required" -> translated.put("type", "any");
      default -> translated.put("type", "tool").put("name", choice.at("/function/name").asText());
    }
    return translated;
  }

  /** JSON is asked for by a tool whose input has the schema, and which must be called. */
  private void format() {
    JsonNode format = asked.remove("response_format");
    String type = format == null ? "text" : format.path("type").asText("text");
    if (type.equals("text")) {
      return;
    }
    if (out.has("tools")) {
      throw IngressProblem.invalid(
          "response_format", "can't be combined with 'tools' for this model");
    }
    JsonNode schema = format == null ? Trees.object() : format.path("json_schema").path("schema");
    ObjectNode tool = out.putArray("tools").addObject();
    tool.put("name", ANSWER_TOOL);
    tool.put("description", "Gives the answer.");
    tool.set("input_schema", schema.isObject() ? schema : Trees.object().put("type", "object"));
    out.putObject("tool_choice").put("type", "tool").put("name", ANSWER_TOOL);
  }
}
