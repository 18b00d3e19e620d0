package dev.signalbox.ingress.chat;

/** What is asked of a model. */
public enum Operation {
  CHAT("/chat/completions"),
  EMBEDDINGS("/embeddings");

  private final String path;

  Operation(String path) {
    this.path = path;
  }

  /** Behind the base address of an OpenAI-compatible API. */
  public String path() {
    return path;
  }
}
