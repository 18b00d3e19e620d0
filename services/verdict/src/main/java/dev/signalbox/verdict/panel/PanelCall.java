package dev.signalbox.verdict.panel;

import java.util.Locale;

/** What a panel says as a whole. */
public enum PanelCall {
  SHIP("Ship"),
  SKIP("Skip"),
  FIRST("First"),
  SECOND("Second"),
  /** The interval covers a half. */
  TOO_CLOSE("Too close to call"),
  /** Fewer decided than the quorum asks for. */
  NO_QUORUM("No quorum");

  private final String title;

  PanelCall(String title) {
    this.title = title;
  }

  public String title() {
    return title;
  }

  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static PanelCall of(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }
}
