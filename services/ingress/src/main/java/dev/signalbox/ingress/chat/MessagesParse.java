package dev.signalbox.ingress.chat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.signalbox.ingress.IngressProblem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code messages}: text and pictures; what else a message holds is skipped and only counted.
 */
final class MessagesParse {
  private static final String DATA = "data:";

  /** Characters of a picture's address that are enough to know its kind by. */
  private static final int BEGINNING = 512;

  private final JsonParser parser;
  private final Fields fields;
  private final ChatLimits limits;
  private final Abridged abridged;
  private final byte[] body;
  private final int length;
  private long chars;
  private long tokens;
  private int pictures;

  /**
   * @param body what is parsed: its first {@code length} bytes
   */
  MessagesParse(
      JsonParser parser,
      Fields fields,
      ChatLimits limits,
      Abridged abridged,
      byte[] body,
      int length) {
    this.abridged = abridged;
    this.body = body;
    this.length = length;
    this.parser = parser;
    this.fields = fields;
    this.limits = limits;
  }

  /** By the rule of {@link RoughTokens}, bytes of tool calls counting as characters. */
  long tokens() {
    return tokens;
  }

  List<ChatMessage> read() throws IOException {
    List<ChatMessage> messages = new ArrayList<>();
    if (!fields.isArray("messages")) {
      return messages;
    }
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (messages.size() >= limits.messages()) {
        throw IngressProblem.invalid("messages", "has more than " + limits.messages() + " entries");
      }
      messages.add(message("messages[" + messages.size() + "]"));
    }
    return messages;
  }

  private ChatMessage message(String where) throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw IngressProblem.invalid(where, "must be an object");
    }
    String role = "";
    List<ChatPart> parts = List.of();
    chars = 0;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      switch (name) {
        case "role" -> role = fields.string(where + ".role");
        case "content" -> parts = content(where + ".content");
        default -> {
          int start = fields.start();
          parser.skipChildren();
          chars += fields.end() - start;
        }
      }
    }
    if (role.isBlank()) {
      throw IngressProblem.invalid(where + ".role", "is missing");
    }
    tokens += RoughTokens.ofMessage(chars);
    return new ChatMessage(role, parts);
  }

  private List<ChatPart> content(String where) throws IOException {
    return switch (parser.currentToken()) {
      case VALUE_NULL -> List.of();
      case VALUE_STRING -> List.of(text());
      case START_ARRAY -> parts(where);
      default -> throw IngressProblem.invalid(where, "must be a string or a list of parts");
    };
  }

  private ChatPart text() throws IOException {
    String text = parser.getText();
    chars += text.length();
    return new ChatPart.Text(text);
  }

  private List<ChatPart> parts(String where) throws IOException {
    List<ChatPart> parts = new ArrayList<>();
    int index = 0;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      String at = where + "[" + index++ + "]";
      if (parser.currentToken() != JsonToken.START_OBJECT) {
        throw IngressProblem.invalid(at, "must be an object");
      }
      part(at, parts);
    }
    return parts;
  }

  private void part(String where, List<ChatPart> into) throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      if (name.equals("text") && value == JsonToken.VALUE_STRING) {
        into.add(text());
      } else if (name.equals("image_url")) {
        into.add(picture(where + ".image_url"));
      } else {
        parser.skipChildren();
      }
    }
  }

  private ChatPart picture(String where) throws IOException {
    if (++pictures > limits.pictures()) {
      throw IngressProblem.invalid("messages", "has more than " + limits.pictures() + " pictures");
    }
    if (parser.currentToken() == JsonToken.VALUE_STRING) {
      return address(where);
    }
    if (!fields.isObject(where)) {
      throw IngressProblem.invalid(where, "must be an object");
    }
    @Nullable ChatPart picture = null;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      boolean wanted = parser.currentName().equals("url");
      parser.nextToken();
      if (wanted) {
        picture = address(where + ".url");
      } else {
        parser.skipChildren();
      }
    }
    if (picture == null) {
      throw IngressProblem.invalid(where + ".url", "is missing");
    }
    return picture;
  }

  /** A long {@code data:} address stays where it is, and the parser passes over it. */
  private ChatPart address(String where) throws IOException {
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      throw IngressProblem.invalid(where, "must be a string");
    }
    int start = fields.start() + 1;
    int end = Math.max(start, abridged.endOfCut(start));
    while (end < length && body[end] != '"' && body[end] != '\\' && body[end] > 0) {
      end++;
    }
    if (end - start > BEGINNING && end < length && body[end] == '"' && isData(start)) {
      String beginning = new String(body, start, BEGINNING, StandardCharsets.US_ASCII);
      return new ChatPart.PictureAt(beginning, where, new Span(start, end));
    }
    String url = parser.getText();
    if (url.isEmpty()) {
      throw IngressProblem.invalid(where, "is missing");
    }
    return new ChatPart.PictureAt(url, where);
  }

  private boolean isData(int start) {
    return new String(body, start, DATA.length(), StandardCharsets.US_ASCII).equalsIgnoreCase(DATA);
  }
}
