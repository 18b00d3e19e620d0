package dev.signalbox.worker.prompt.jinja;

/** A template that can't be parsed, or that refused its input. */
public final class TemplateException extends RuntimeException {
  public TemplateException(String message) {
    super(message);
  }
}
