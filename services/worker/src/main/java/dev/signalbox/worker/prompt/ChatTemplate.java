package dev.signalbox.worker.prompt;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.worker.checkpoint.CheckpointException;
import dev.signalbox.worker.checkpoint.JsonFile;
import dev.signalbox.worker.prompt.jinja.Template;
import dev.signalbox.worker.prompt.jinja.TemplateException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A checkpoint's way of writing a conversation as one text, with {@code <image>} where a picture
 * stands.
 */
public final class ChatTemplate {
  private final Template template;

  private ChatTemplate(Template template) {
    this.template = template;
  }

  /** Parses a template's source. */
  public static ChatTemplate parse(String source) {
    return new ChatTemplate(Template.parse(source));
  }

  /**
   * From {@code chat_template.jinja}, {@code chat_template.json}, {@code processor_config.json} or
   * {@code tokenizer_config.json}.
   */
  public static ChatTemplate read(Path folder) {
    Path file = folder.resolve("chat_template.jinja");
    String source = null;
    if (Files.isRegularFile(file)) {
      try {
        source = Files.readString(file);
      } catch (IOException e) {
        throw new CheckpointException(file, null, "can't be read: " + e, e);
      }
    } else {
      for (String name :
          List.of("chat_template.json", "processor_config.json", "tokenizer_config.json")) {
        file = folder.resolve(name);
        source = source(JsonFile.readIfPresent(file).path("chat_template"));
        if (source != null) {
          break;
        }
      }
    }
    if (source == null) {
      throw new CheckpointException(folder, "chat_template", "is in none of its four places");
    }
    try {
      return parse(source);
    } catch (TemplateException e) {
      throw new CheckpointException(file, "chat_template", String.valueOf(e.getMessage()), e);
    }
  }

  /** A string, or a list of named templates of which "default" is taken. */
  private static @Nullable String source(JsonNode node) {
    if (node.isTextual()) {
      return node.asText();
    }
    for (JsonNode named : node) {
      if (named.path("name").asText().equals("default") && named.path("template").isTextual()) {
        return named.path("template").asText();
      }
    }
    return null;
  }

  /** The conversation as text; with a generation prompt it ends where the assistant begins. */
  public String render(List<Message> messages, boolean generationPrompt) {
    List<Map<String, Object>> list =
        messages.stream()
            .map(
                message ->
                    Map.<String, Object>of(
                        "role",
                        message.role(),
                        "content",
                        message.parts().stream().map(ChatTemplate::part).toList()))
            .toList();
    return template.render(
        Map.of(
            "messages",
            list,
            "add_generation_prompt",
            generationPrompt,
            "bos_token",
            "<|im_start|>",
            "eos_token",
            "<end_of_utterance>"));
  }

  private static Map<String, Object> part(Message.Part part) {
    return switch (part) {
      case Message.Part.Text text -> Map.of("type", "text", "text", text.text());
      case Message.Part.Picture picture -> Map.of("type", "image");
      case Message.Part.Frame frame -> Map.of("type", "image");
      case Message.Part.Video video -> Map.of("type", "video");
    };
  }
}
