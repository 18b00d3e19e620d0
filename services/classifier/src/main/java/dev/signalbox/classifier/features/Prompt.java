package dev.signalbox.classifier.features;

import java.util.List;

/** All that the classifier may read of a request. */
public record Prompt(
    List<Turn> turns, List<String> tools, ResponseShape shape, List<ImageFact> images) {

  public Prompt {
    turns = List.copyOf(turns);
    tools = List.copyOf(tools);
    images = List.copyOf(images);
  }

  /** A single user message. */
  public static Prompt of(String text, boolean hasImage) {
    return new Prompt(
        List.of(new Turn("user", text)),
        List.of(),
        ResponseShape.TEXT,
        hasImage ? List.of(new ImageFact(0, 0, 0)) : List.of());
  }

  public boolean hasImage() {
    return !images.isEmpty();
  }
}
