package dev.signalbox.verdict.vote;

/** How a voter is known; the kinds are counted apart. */
public enum VoterKind {
  COOKIE("cookie"),
  SIGNED_IN("signed_in");

  private final String text;

  VoterKind(String text) {
    this.text = text;
  }

  /** As in events and the database. */
  public String text() {
    return text;
  }
}
