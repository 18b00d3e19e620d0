package dev.signalbox.worker.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.worker.checkpoint.JsonFile;
import dev.signalbox.worker.prompt.jinja.TemplateException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChatTemplateTest {
  private static final String OLD_FORM =
      """
      {% for message in messages %}
        {%- if loop.first %}{{ '<|im_start|>' }}{% endif %}
      {{ message['role'].capitalize() }}{% if message['content'][0]['type'] == 'image' %}{{ ':' }}{% else %}{{ ': ' }}{% endif %}
      {%- for line in message['content'] -%}
        {%- if line['type'] == 'text' -%}{{ line['text'] }}{%- elif line['type'] == 'image' -%}{{ '<image>' }}{%- endif -%}
      {%- endfor -%}
      <end_of_utterance>
      {% endfor %}
      {% if add_generation_prompt %}{{ 'Assistant:' }}{% endif %}""";
  private static final Message ASK =
      new Message(
          "user",
          List.of(
              new Message.Part.Picture(new byte[0]), new Message.Part.Text(" What's {{this}}?")));

  @Test
  void shouldRenderGoldenConversationsExactly() {
    Path golden =
        Path.of(
            System.getProperty("signalbox.shared", "../shared"), "vlm/golden/prompts/prompts.json");
    assumeTrue(
        Files.isRegularFile(golden), golden + " is not here; the golden prompts were not compared");
    JsonNode root = JsonFile.read(golden);
    int compared = 0;
    for (String key : List.of("chat_template", "chat_template_images_only")) {
      ChatTemplate template = ChatTemplate.parse(root.path(key).asText());
      for (JsonNode node : root.path("cases")) {
        List<Message> messages = messages(node.path("messages"));
        if (messages.isEmpty()) {
          continue;
        }
        assertThat(template.render(messages, true))
            .isEqualTo(node.path("with_generation_prompt").asText());
        assertThat(template.render(messages, false)).isEqualTo(node.path("without").asText());
        compared++;
      }
    }
    assertThat(compared).isGreaterThanOrEqualTo(10);
    root.path("expansions")
        .properties()
        .forEach(
            expansion -> {
              String[] numbers =
                  expansion.getKey().replaceAll("[^0-9]+", " ").strip().split(" ", -1);
              assertThat(
                      PicturePlaceholder.expand(
                          Integer.parseInt(numbers[0]),
                          Integer.parseInt(numbers[1]),
                          Integer.parseInt(numbers[2])))
                  .isEqualTo(expansion.getValue().asText());
            });
  }

  /** Empty when a part is a video, which has no {@link Message.Part} of its own. */
  private static List<Message> messages(JsonNode nodes) {
    List<Message> messages = new ArrayList<>();
    for (JsonNode node : nodes) {
      List<Message.Part> parts = new ArrayList<>();
      for (JsonNode part : node.path("content")) {
        switch (part.path("type").asText()) {
          case "text" -> parts.add(new Message.Part.Text(part.path("text").asText()));
          case "image" -> parts.add(new Message.Part.Picture(new byte[0]));
          default -> {
            return List.of();
          }
        }
      }
      messages.add(new Message(node.path("role").asText(), parts));
    }
    return messages;
  }

  @Test
  void shouldRenderTheOldFormWithMethodsAndWhitespaceControl() {
    String text =
        ChatTemplate.parse(OLD_FORM)
            .render(List.of(ASK, Message.text("assistant", "A cat.")), true);
    assertThat(text)
        .isEqualTo(
            "<|im_start|>User:<image> What's {{this}}?<end_of_utterance>\nAssistant: A cat.<end_of_utterance>\nAssistant:");
  }

  @Test
  void shouldRefuseWhatItDoesNotUnderstand() {
    assertThatThrownBy(() -> ChatTemplate.parse("{% macro x() %}{% endmacro %}"))
        .isInstanceOf(TemplateException.class)
        .hasMessageContaining("macro");
    assertThatThrownBy(() -> ChatTemplate.parse("{% for m in messages %}"))
        .hasMessageContaining("never ended");
  }
}
