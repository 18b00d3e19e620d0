package dev.signalbox.ingress.keys;

/** What became of a presented key. */
public sealed interface KeyCheck {
  record Valid(ApiKey key) implements KeyCheck {}

  /**
   * Not a key that is in force.
   *
   * @param message for the client; holds nothing of the key
   */
  record Refused(String message) implements KeyCheck {}

  /** No key file was ever read, so that nobody can be told right from wrong. */
  record Unavailable() implements KeyCheck {}
}
