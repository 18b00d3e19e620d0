package dev.signalbox.classifier.model;

import java.util.Locale;

/** What kind of work a request asks for. */
public enum Task {
  MATH,
  CODE,
  KNOWLEDGE,
  REASONING,
  WRITING,
  CHAT,
  VISION;

  /** The name used on the wire. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
