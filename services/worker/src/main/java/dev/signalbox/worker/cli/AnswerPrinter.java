package dev.signalbox.worker.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.worker.library.GenerationOptions;
import dev.signalbox.worker.library.VisionLanguageModel;
import dev.signalbox.worker.prompt.Message;
import dev.signalbox.worker.serving.GenerationEvent;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Prints answers as they come, or as one JSON object at their end. */
final class AnswerPrinter {
  private final VisionLanguageModel model;
  private final GenerationOptions options;
  private final boolean json;

  AnswerPrinter(VisionLanguageModel model, GenerationOptions options, boolean json) {
    this.model = model;
    this.options = options;
    this.json = json;
  }

  /** Loads the model and prints its answer to one message. */
  static void printOne(ModelOptions options, List<Message.Part> parts) throws IOException {
    GenerationOptions generation = options.generation();
    try (VisionLanguageModel model = options.load()) {
      new AnswerPrinter(model, generation, options.json())
          .print(List.of(new Message("user", parts)));
    }
  }

  /** Prints the answer to a conversation; its text. */
  String print(List<Message> messages) {
    StringBuilder text = new StringBuilder();
    ObjectNode object = new JsonMapper().createObjectNode();
    try (Stream<GenerationEvent> events = model.generate(messages, options)) {
      events.forEach(
          event -> {
            switch (event) {
              case GenerationEvent.Accepted accepted -> {}
              case GenerationEvent.Delta delta -> show(delta.text(), text);
              case GenerationEvent.Finished finished ->
                  object
                      .put("finish_reason", finished.reason().name().toLowerCase(Locale.ROOT))
                      .put("prompt_tokens", finished.usage().promptTokens())
                      .put("image_tokens", finished.usage().imageTokens())
                      .put("cached_tokens", finished.usage().cachedTokens())
                      .put("output_tokens", finished.usage().outputTokens());
            }
          });
    }
    System.out.println(json ? object.put("text", text.toString().strip()) : "");
    return text.toString().strip();
  }

  /** Without the space that templates leave before an answer. */
  private void show(String delta, StringBuilder text) {
    String shown = text.isEmpty() ? delta.stripLeading() : delta;
    text.append(shown);
    if (!json) {
      System.out.print(shown);
      System.out.flush();
    }
  }
}
