package dev.signalbox.worker.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.worker.prompt.Message;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Reads a conversation; pictures come as data URLs, because a worker fetches nothing. */
final class Messages {
  private Messages() {}

  static List<Message> read(JsonNode messages) {
    if (!messages.isArray() || messages.isEmpty()) {
      throw Fields.invalid("messages", "must be a list of at least one message");
    }
    List<Message> read = new ArrayList<>();
    for (JsonNode message : messages) {
      read.add(message(message));
    }
    return read;
  }

  private static Message message(JsonNode message) {
    String role =
        switch (message.path("role").asText()) {
          case "system", "developer" -> "system";
          case "user" -> "user";
          case "assistant" -> "assistant";
          default -> throw Fields.invalid("messages", "may have the roles system, user, assistant");
        };
    JsonNode content = message.path("content");
    List<Message.Part> parts = new ArrayList<>();
    if (content.isTextual()) {
      parts.add(new Message.Part.Text(content.textValue()));
    } else if (content.isArray()) {
      for (JsonNode part : content) {
        parts.add(part(part));
      }
    } else if (!content.isMissingNode() && !content.isNull()) {
      throw Fields.invalid("messages", "must have texts or lists of parts as content");
    }
    if (parts.isEmpty()) {
      parts.add(new Message.Part.Text(""));
    }
    return new Message(role, parts);
  }

  private static Message.Part part(JsonNode part) {
    return switch (part.path("type").asText()) {
      case "text" -> {
        if (!part.path("text").isTextual()) {
          throw Fields.invalid("messages", "has a text part without text");
        }
        yield new Message.Part.Text(part.path("text").textValue());
      }
      case "image_url" -> new Message.Part.Picture(data(url(part.path("image_url"))));
      default -> throw Fields.invalid("messages", "may have parts of type text and image_url");
    };
  }

  /** {@code {"url": …}}, or the address itself as some clients write it. */
  private static String url(JsonNode node) {
    JsonNode url = node.isTextual() ? node : node.path("url");
    if (!url.isTextual()) {
      throw Fields.invalid("image_url", "must be an object with a 'url'");
    }
    return url.textValue();
  }

  /** The bytes of a base64 data URL. */
  private static byte[] data(String url) {
    int comma = url.indexOf(',');
    if (!url.startsWith("data:") || comma < 0 || !url.substring(0, comma).endsWith(";base64")) {
      throw Fields.unsupported(
          "image_url", "A worker fetches nothing: give pictures as data URLs in base64.");
    }
    try {
      return Base64.getMimeDecoder().decode(url.substring(comma + 1));
    } catch (IllegalArgumentException e) {
      throw Fields.invalid("image_url", "is not base64");
    }
  }
}
