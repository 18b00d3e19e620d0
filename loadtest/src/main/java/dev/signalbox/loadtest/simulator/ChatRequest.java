package dev.signalbox.loadtest.simulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What the simulator reads of a chat completion request.
 *
 * @param model the model without a fault suffix ({@code simulator-small+cut} asks simulator-small
 *     to cut)
 * @param promptTokens as {@link TokenCount} counts
 * @param promptHash of all text, so that the same prompt has the same answer
 * @param maxTokens bound on the answer's tokens; {@link Integer#MAX_VALUE} when none is given
 * @param schema of the JSON that is asked for; absent when there is none
 * @param call a function to be called instead of an answer; absent when there is none
 * @param wish what the request asks of the simulator itself
 */
record ChatRequest(
    String model,
    int promptTokens,
    int images,
    long promptHash,
    boolean stream,
    boolean includeUsage,
    int maxTokens,
    @Nullable JsonNode schema,
    @Nullable ToolCall call,
    Wish wish) {

  /**
   * Behaviour asked for by header ({@code x-simulator-fault}) or by a {@code simulator} object in
   * the body, which passes through gateways that leave unknown fields alone. Negative numbers mean:
   * not given.
   *
   * @param tag under which the invoice lists the call by itself; empty for none
   */
  record Wish(
      Fault fault,
      int outputTokens,
      int cachedTokens,
      long firstTokenMillis,
      long tokenMicros,
      String tag) {
    private static final int LONGEST_TAG = 64;

    Wish {
      if (tag.length() > LONGEST_TAG || !tag.chars().allMatch(c -> c > ' ' && c < 0x7F)) {
        throw new IllegalArgumentException("a tag has at most 64 printable characters");
      }
    }
  }

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonNode ANY_OBJECT =
      JSON.createObjectNode().set("properties", JSON.createObjectNode().set("answer", string()));

  private static JsonNode string() {
    return JSON.createObjectNode().put("type", "string");
  }

  /**
   * Reads a request.
   *
   * @param deployment takes the model's place, unless it is empty
   * @param header a header's value by name, null when absent
   * @throws IllegalArgumentException with a sentence for the client
   */
  static ChatRequest parse(byte[] body, String deployment, UnaryOperator<@Nullable String> header) {
    JsonNode root = read(body);
    String name = deployment.isEmpty() ? root.path("model").asText("") : deployment;
    if (name.isEmpty()) {
      throw new IllegalArgumentException("you must provide a model parameter");
    }
    JsonNode messages = root.path("messages");
    if (!messages.isArray() || messages.isEmpty()) {
      throw new IllegalArgumentException("messages must be a list with at least one message");
    }
    Prompt prompt = new Prompt();
    if (root.has("system")) {
      prompt.add(JSON.createObjectNode().set("content", root.get("system")));
    }
    messages.forEach(prompt::add);
    int plus = name.indexOf('+');
    String suffix = plus < 0 ? null : name.substring(plus + 1);
    return new ChatRequest(
        plus < 0 ? name : name.substring(0, plus),
        prompt.tokens,
        prompt.images,
        prompt.hash,
        root.path("stream").asBoolean(false),
        root.path("stream_options").path("include_usage").asBoolean(false),
        bound(root),
        schema(root.path("response_format")),
        ToolCall.of(root),
        wish(root.path("simulator"), suffix, header));
  }

  private static @Nullable JsonNode schema(JsonNode format) {
    return format.path("type").asText().equals("json_object")
        ? ANY_OBJECT
        : format.path("json_schema").get("schema");
  }

  private static JsonNode read(byte[] body) {
    try {
      JsonNode root = JSON.readTree(body);
      if (root == null || !root.isObject()) {
        throw new IllegalArgumentException("the body is no JSON object");
      }
      return root;
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("the body is no JSON object", e);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static int bound(JsonNode root) {
    JsonNode bound =
        root.hasNonNull("max_completion_tokens")
            ? root.path("max_completion_tokens")
            : root.path("max_tokens");
    return bound.isNumber() ? Math.max(1, bound.asInt()) : Integer.MAX_VALUE;
  }

  private static Wish wish(
      JsonNode body, @Nullable String suffix, UnaryOperator<@Nullable String> header) {
    String asked = header.apply("x-simulator-fault");
    String fault =
        asked != null ? asked : suffix != null ? suffix : body.path("fault").asText("none");
    return new Wish(
        Fault.ofWireName(fault)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "unknown fault " + fault + "; there are " + Fault.wireNames())),
        body.path("output_tokens").asInt(-1),
        body.path("cached_tokens").asInt(-1),
        body.path("first_token_millis").asLong(-1),
        body.path("token_micros").asLong(-1),
        body.path("tag").asText(""));
  }

  /** Sums a prompt up without keeping it. */
  private static final class Prompt {
    private int tokens;
    private int images;
    private long hash = 1125899906842597L;

    void add(JsonNode message) {
      JsonNode content = message.path("content");
      int chars = 0;
      if (content.isTextual()) {
        chars = text(content.textValue());
      } else {
        for (JsonNode part : content) {
          if (part.path("type").asText().equals("image_url")) {
            images++;
            tokens += TokenCount.PER_IMAGE;
            text(part.path("image_url").path("url").asText());
          } else if (part.path("type").asText().equals("image")) {
            images++;
            tokens += TokenCount.PER_IMAGE;
            text(part.at("/source/data").asText());
          } else {
            chars += text(part.path("text").asText(""));
          }
        }
      }
      tokens += TokenCount.PER_MESSAGE + TokenCount.ofText(chars);
    }

    private int text(String text) {
      hash = hash * 31 + text.hashCode();
      return text.length();
    }
  }
}
