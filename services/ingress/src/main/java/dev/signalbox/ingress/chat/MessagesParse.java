package dev.signalbox.ingress.chat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads {@code messages}: text and pictures; what else a message holds is skipped and only counted.
 */
final class MessagesParse {
  private final JsonParser parser;
  private final Fields fields;
  private final ChatLimits limits;
  private long chars;
  private int pictures;

  MessagesParse(JsonParser parser, Fields fields, ChatLimits limits) {
    this.parser = parser;
    this.fields = fields;
    this.limits = limits;
  }

  /** Characters of text seen, and bytes of tool calls. */
  long chars() {
    return chars;
  }

  List<ChatMessage> read() throws IOException {
    List<ChatMessage> messages = new ArrayList<>();
    if (!fields.isArray("messages")) {
      return messages;
    }
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (messages.size() >= limits.messages()) {
        throw fields.invalid("messages", "has more than " + limits.messages() + " entries");
      }
      messages.add(message("messages[" + messages.size() + "]"));
    }
    return messages;
  }

  private ChatMessage message(String where) throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw fields.invalid(where, "must be an object");
    }
    String role = "";
    List<ChatPart> parts = List.of();
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
      throw fields.invalid(where + ".role", "is missing");
    }
    return new ChatMessage(role, parts);
  }

  private List<ChatPart> content(String where) throws IOException {
    return switch (parser.currentToken()) {
      case VALUE_NULL -> List.of();
      case VALUE_STRING -> List.of(text());
      case START_ARRAY -> parts(where);
      default -> throw fields.invalid(where, "must be a string or a list of parts");
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
        throw fields.invalid(at, "must be an object");
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
      throw fields.invalid("messages", "has more than " + limits.pictures() + " pictures");
    }
    if (parser.currentToken() == JsonToken.VALUE_STRING) {
      return new ChatPart.PictureAt(parser.getText(), where);
    }
    if (!fields.isObject(where)) {
      throw fields.invalid(where, "must be an object");
    }
    String url = "";
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      boolean wanted = parser.currentName().equals("url");
      parser.nextToken();
      if (wanted) {
        url = fields.string(where + ".url");
      } else {
        parser.skipChildren();
      }
    }
    if (url.isEmpty()) {
      throw fields.invalid(where + ".url", "is missing");
    }
    return new ChatPart.PictureAt(url, where + ".url");
  }
}
