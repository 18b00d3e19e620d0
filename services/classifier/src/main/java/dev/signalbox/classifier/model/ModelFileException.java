package dev.signalbox.classifier.model;

import java.io.IOException;

/** A file that is no model, is damaged, or was written by another version of the program. */
public final class ModelFileException extends IOException {
  private static final long serialVersionUID = 1L;

  public ModelFileException(String message, Throwable cause) {
    super(message, cause);
  }

  public ModelFileException(String message) {
    super(message);
  }
}
