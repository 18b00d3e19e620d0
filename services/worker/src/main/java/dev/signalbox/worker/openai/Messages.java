package dev.signalbox.worker.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.worker.preprocess.ImageRefusedException;
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
      case "image_url" ->
          new Message.Part.Picture(data("image_url", url("image_url", part.path("image_url"))));
      case "video_url" -> animation(data("video_url", url("video_url", part.path("video_url"))));
      case "input_video" -> frames(part.path("input_video"));
      default ->
          throw Fields.invalid(
              "messages", "may have parts of type text, image_url, video_url and input_video");
    };
  }

  /** An animated GIF as a video. */
  private static Message.Part animation(byte[] gif) {
    try {
      return Message.Part.Video.animated(gif);
    } catch (ImageRefusedException e) {
      throw Fields.unsupported("video_url", String.valueOf(e.getMessage()));
    }
  }

  /** {@code {"frames": [data URLs], "fps": …}}: every frame of a video, or as many as there are. */
  private static Message.Part frames(JsonNode video) {
    JsonNode list = video.path("frames");
    JsonNode fps = video.path("fps");
    if (!list.isArray() || list.isEmpty() || !fps.isNumber() || !(fps.doubleValue() > 0)) {
      throw Fields.invalid("input_video", "must have 'frames', a list, and 'fps', a number");
    }
    List<byte[]> frames = new ArrayList<>();
    list.forEach(frame -> frames.add(data("input_video", url("input_video", frame))));
    try {
      return new Message.Part.Video(frames, frames.size(), fps.doubleValue());
    } catch (IllegalArgumentException e) {
      throw Fields.invalid("input_video", "must have at most 1000 frames a second");
    }
  }

  /** {@code {"url": …}}, or the address itself as some clients write it. */
  private static String url(String field, JsonNode node) {
    JsonNode url = node.isTextual() ? node : node.path("url");
    if (!url.isTextual()) {
      throw Fields.invalid(field, "must be an object with a 'url'");
    }
    return url.textValue();
  }

  /** The bytes of a base64 data URL. */
  private static byte[] data(String field, String url) {
    int comma = url.indexOf(',');
    if (!url.startsWith("data:") || comma < 0 || !url.substring(0, comma).endsWith(";base64")) {
      throw Fields.unsupported(
          field, "A worker fetches nothing: give pictures as data URLs in base64.");
    }
    try {
      return Base64.getMimeDecoder().decode(url.substring(comma + 1));
    } catch (IllegalArgumentException e) {
      throw Fields.invalid(field, "is not base64");
    }
  }
}
