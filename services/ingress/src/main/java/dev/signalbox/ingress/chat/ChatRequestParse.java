package dev.signalbox.ingress.chat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.signalbox.ingress.IngressProblem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One walk through one request body, and what it has found so far. */
final class ChatRequestParse {
  private static final Set<String> ONCE =
      Set.of("model", "messages", "stream", "stream_options", "routing");

  private static final int MOST_STOPS = 16;
  private static final int MOST_TOOLS = 1024;

  private final JsonParser parser;
  private final Fields fields;
  private final byte[] body;
  private final int length;
  private final MessagesParse messagesParse;
  private final SamplingDraft sampling = new SamplingDraft();

  private Members.@Nullable Model model;
  private @Nullable List<ChatMessage> messages;
  private final List<String> tools = new ArrayList<>();
  private AnswerFormat format = new AnswerFormat.Text();
  private boolean stream;
  private boolean includeUsage;
  private RoutingWish wish = RoutingWish.NONE;
  private @Nullable Span optionsPlace;
  private @Nullable Span includeUsagePlace;
  private boolean emptyOptions;
  private long otherBytes;

  /**
   * @param parser of {@code abridged}
   * @param body all of it: its first {@code length} bytes
   */
  ChatRequestParse(
      JsonParser parser, Abridged abridged, byte[] body, int length, ChatLimits limits) {
    this.parser = parser;
    this.fields = new Fields(parser, abridged::original);
    this.body = body;
    this.length = length;
    this.messagesParse = new MessagesParse(parser, fields, limits, abridged, body, length);
  }

  ChatRequest read() throws IOException {
    Members.Walked walked = Members.walk(parser, fields, ONCE, this::member);
    return finish(walked);
  }

  private ChatRequest finish(Members.Walked walked) {
    if (model == null) {
      throw IngressProblem.invalid("model", "is missing");
    }
    if (messages == null) {
      throw IngressProblem.invalid("messages", "is missing");
    }
    if (messages.isEmpty()) {
      throw IngressProblem.invalid("messages", "is empty");
    }
    long tokens = messagesParse.tokens() + RoughTokens.ofText(otherBytes);
    return new ChatRequest(
        new JsonBytes(body, length),
        model.name(),
        messages,
        tools,
        format,
        sampling.build(),
        stream,
        includeUsage,
        wish,
        (int) Math.min(Integer.MAX_VALUE, tokens),
        new ChatRequest.Places(
            model.place(),
            walked.root(),
            walked.routing(),
            optionsPlace,
            includeUsagePlace,
            emptyOptions),
        Origin.CHAT);
  }

  private void member(String name) throws IOException {
    switch (name) {
      case "model" -> model = Members.model(fields);
      case "messages" -> messages = messagesParse.read();
      case "stream" -> stream = fields.flag(name);
      case "stream_options" -> readStreamOptions();
      case "tools" -> readTools();
      case "response_format" -> readFormat();
      case "max_tokens", "max_completion_tokens" ->
          sampling.maxOutputTokens = fields.whole(name, 0, Integer.MAX_VALUE).orElse(0L).intValue();
      case "temperature" -> sampling.temperature = fields.number(name, 0, 2).orElse(null);
      case "top_p" -> sampling.topP = fields.number(name, 0, 1).orElse(null);
      case "frequency_penalty" -> sampling.frequencyPenalty = fields.number(name, -2, 2).orElse(0d);
      case "presence_penalty" -> sampling.presencePenalty = fields.number(name, -2, 2).orElse(0d);
      case "seed" ->
          sampling.seed = fields.whole(name, Long.MIN_VALUE, Long.MAX_VALUE).orElse(null);
      case "logprobs" -> sampling.logprobs = fields.flag(name);
      case "top_logprobs" -> sampling.topLogprobs = fields.whole(name, 0, 20).orElse(0L).intValue();
      case "n" -> sampling.choices = fields.whole(name, 1, 128).orElse(1L).intValue();
      case "stop" -> sampling.stop = fields.stringOrStrings(name, MOST_STOPS);
      case "routing" -> wish = new RoutingParse(parser, fields).read();
      default -> parser.skipChildren();
    }
  }

  private void readStreamOptions() throws IOException {
    int start = fields.start();
    emptyOptions = true;
    if (fields.isObject("stream_options")) {
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        emptyOptions = false;
        boolean usage = parser.currentName().equals("include_usage");
        parser.nextToken();
        if (usage) {
          int valueStart = fields.start();
          includeUsage = fields.flag("stream_options.include_usage");
          includeUsagePlace = new Span(valueStart, fields.end());
        } else {
          parser.skipChildren();
        }
      }
    }
    optionsPlace = new Span(start, fields.end());
  }

  private void readTools() throws IOException {
    int start = fields.start();
    if (fields.isArray("tools")) {
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        if (tools.size() >= MOST_TOOLS) {
          throw IngressProblem.invalid("tools", "has more than " + MOST_TOOLS + " entries");
        }
        tools.add(toolName());
      }
    }
    otherBytes += fields.end() - start;
  }

  private String toolName() throws IOException {
    String name = "";
    if (!fields.isObject("tools")) {
      throw IngressProblem.invalid("tools", "must hold objects");
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      boolean function =
          parser.currentName().equals("function") || parser.currentName().equals("custom");
      JsonToken value = parser.nextToken();
      if (!function || value != JsonToken.START_OBJECT) {
        parser.skipChildren();
        continue;
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean named = parser.currentName().equals("name");
        parser.nextToken();
        if (named) {
          name = fields.string("tools.function.name");
        } else {
          parser.skipChildren();
        }
      }
    }
    return name;
  }

  private void readFormat() throws IOException {
    String type = "text";
    String schema = "";
    if (fields.isObject("response_format")) {
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        if (name.equals("type")) {
          type = fields.string("response_format.type");
        } else if (name.equals("json_schema") && value == JsonToken.START_OBJECT) {
          schema = readSchema();
        } else {
          parser.skipChildren();
        }
      }
    }
    format =
        switch (type) {
          case "json_schema" -> new AnswerFormat.JsonSchema(schema);
          case "json_object" -> new AnswerFormat.JsonObject();
          default -> new AnswerFormat.Text();
        };
  }

  private String readSchema() throws IOException {
    String schema = "";
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      boolean wanted = parser.currentName().equals("schema");
      parser.nextToken();
      int start = fields.start();
      parser.skipChildren();
      if (wanted) {
        schema = new String(body, start, fields.end() - start, StandardCharsets.UTF_8);
      }
    }
    return schema;
  }

  /** Sampling as it is read. */
  private static final class SamplingDraft {
    private int maxOutputTokens;
    private @Nullable Double temperature;
    private @Nullable Double topP;
    private double frequencyPenalty;
    private double presencePenalty;
    private @Nullable Long seed;
    private List<String> stop = List.of();
    private boolean logprobs;
    private int topLogprobs;
    private int choices = 1;

    Sampling build() {
      return new Sampling(
          maxOutputTokens,
          temperature,
          topP,
          frequencyPenalty,
          presencePenalty,
          seed,
          stop,
          logprobs ? Integer.valueOf(topLogprobs) : null,
          choices);
    }
  }
}
