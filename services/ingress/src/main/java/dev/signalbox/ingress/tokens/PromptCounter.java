package dev.signalbox.ingress.tokens;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.ingress.chat.ChatMessage;
import dev.signalbox.ingress.chat.ChatRequest;
import dev.signalbox.ingress.chat.JsonBytes;
import dev.signalbox.ingress.chat.Operation;
import dev.signalbox.ingress.pool.Tokenizer;
import java.io.IOException;
import java.util.Map;

/**
 * Tokens of a prompt's text as OpenAI publishes its chat format: three a message, its role, what it
 * says, one more for a name, and three that open the answer; tools as names, descriptions and
 * properties with what stands between them. Pictures are counted elsewhere. Thread-safe.
 *
 * @see <a href="https://cookbook.openai.com/examples/how_to_count_tokens_with_tiktoken">OpenAI: how
 *     to count tokens with tiktoken</a>
 */
public final class PromptCounter {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Of a larger body only the messages are counted, which have been read already. */
  private static final int LARGEST_BODY = 1 << 20;

  private static final int PER_MESSAGE = 3;
  private static final int PER_NAME = 1;
  private static final int OPENS_THE_ANSWER = 3;
  private static final int OPENS_PROPERTIES = 3;
  private static final int PER_PROPERTY = 3;
  private static final int OPENS_CHOICES = -3;
  private static final int PER_CHOICE = 3;
  private static final int CLOSES_TOOLS = 12;

  private final TextCounter texts;

  public PromptCounter(TextCounter texts) {
    this.texts = texts;
  }

  /**
   * Counts a prompt.
   *
   * @param tokens of its text, tools included
   * @param sampled a long text was counted in parts
   */
  public record Count(long tokens, boolean sampled) {}

  /**
   * Counts the prompt of a request in chat words, or the texts of an embeddings request.
   *
   * @throws IllegalArgumentException for a tokenizer without an encoding
   */
  public Count count(Tokenizer tokenizer, ChatRequest request) {
    Tally tally = new Tally(tokenizer);
    JsonBytes body = request.body();
    if (body.length() > LARGEST_BODY) {
      request.messages().forEach(tally::read);
      tally.tokens += OPENS_THE_ANSWER;
      return tally.done(true);
    }
    JsonNode root;
    try {
      root = JSON.readTree(body.bytes(), 0, body.length());
    } catch (IOException e) {
      throw new IllegalStateException("a request that was read can be read again", e);
    }
    if (request.operation() == Operation.EMBEDDINGS) {
      tally.input(root.path("input"));
      return tally.done(false);
    }
    root.path("messages").forEach(tally::message);
    tally.tools(root.path("tools"));
    tally.tokens += OPENS_THE_ANSWER;
    return tally.done(false);
  }

  /** One prompt's sum. */
  private final class Tally {
    private final Tokenizer tokenizer;
    private long tokens;
    private boolean sampled;

    Tally(Tokenizer tokenizer) {
      this.tokenizer = tokenizer;
    }

    Count done(boolean inPart) {
      return new Count(tokens, sampled || inPart);
    }

    private void text(String text) {
      tokens += texts.count(tokenizer, text);
      sampled |= text.length() > TextCounter.MOST_CHARS;
    }

    /** A message of a body that is too large to be read again: its role and its texts. */
    void read(ChatMessage message) {
      tokens += PER_MESSAGE;
      text(message.role());
      text(message.text());
    }

    void message(JsonNode message) {
      tokens += PER_MESSAGE;
      for (Map.Entry<String, JsonNode> member : message.properties()) {
        JsonNode value = member.getValue();
        switch (member.getKey()) {
          case "content" -> content(value);
          case "tool_calls" -> value.forEach(call -> called(call.path("function")));
          case "name" -> {
            text(value.asText(""));
            tokens += PER_NAME;
          }
          default -> text(value.isTextual() ? value.textValue() : "");
        }
      }
    }

    private void content(JsonNode content) {
      if (content.isTextual()) {
        text(content.textValue());
      } else {
        content.forEach(part -> text(part.path("text").asText("")));
      }
    }

    private void called(JsonNode function) {
      text(function.path("name").asText(""));
      text(function.path("arguments").asText(""));
    }

    void tools(JsonNode tools) {
      for (JsonNode tool : tools) {
        tokens += opensTool();
        JsonNode function = tool.path("function");
        described(function.path("name").asText(""), function.path("description"));
        JsonNode properties = function.path("parameters").path("properties");
        if (!properties.isEmpty()) {
          tokens += OPENS_PROPERTIES;
          properties.properties().forEach(each -> property(each.getKey(), each.getValue()));
        }
      }
      tokens += tools.isEmpty() ? 0 : CLOSES_TOOLS;
    }

    private int opensTool() {
      return tokenizer == Tokenizer.O200K_BASE ? 7 : 10;
    }

    private void property(String name, JsonNode property) {
      tokens += PER_PROPERTY;
      JsonNode choices = property.path("enum");
      if (!choices.isEmpty()) {
        tokens += OPENS_CHOICES;
        for (JsonNode choice : choices) {
          tokens += PER_CHOICE;
          text(choice.asText(""));
        }
      }
      described(name + ":" + property.path("type").asText(""), property.path("description"));
      property.path("properties").properties().forEach(p -> property(p.getKey(), p.getValue()));
      JsonNode items = property.path("items");
      if (!items.isMissingNode()) {
        property("items", items);
      }
    }

    private void described(String what, JsonNode description) {
      String text = description.asText("");
      text(what + ":" + (text.endsWith(".") ? text.substring(0, text.length() - 1) : text));
    }

    /** A string, strings, or tokens that need no counting. */
    void input(JsonNode input) {
      if (input.isTextual()) {
        text(input.textValue());
      } else if (input.isNumber()) {
        tokens++;
      } else {
        input.forEach(this::input);
      }
    }
  }
}
