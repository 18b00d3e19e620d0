package dev.signalbox.ingress.chat;

/** What {@code response_format} asks for. */
public sealed interface AnswerFormat {
  record Text() implements AnswerFormat {}

  record JsonObject() implements AnswerFormat {}

  /**
   * JSON that satisfies a schema.
   *
   * @param schema the JSON Schema as the client wrote it; empty when it gave none
   */
  record JsonSchema(String schema) implements AnswerFormat {}

  default boolean json() {
    return !(this instanceof Text);
  }
}
