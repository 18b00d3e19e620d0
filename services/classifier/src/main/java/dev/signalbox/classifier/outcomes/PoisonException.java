package dev.signalbox.classifier.outcomes;

/** A record that can never be used; {@link #reason()} is a short code for its dead letter. */
final class PoisonException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final String reason;

  PoisonException(String reason, String message) {
    super(message);
    this.reason = reason;
  }

  String reason() {
    return reason;
  }
}
