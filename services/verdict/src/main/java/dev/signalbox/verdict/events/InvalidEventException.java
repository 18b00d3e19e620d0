package dev.signalbox.verdict.events;

/**
 * An event that can never be stored. Its message goes into the dead letter's headers; it holds no
 * payload.
 */
final class InvalidEventException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String reason;

  /**
   * @param reason stable code, also the metric label
   */
  InvalidEventException(String reason, String detail) {
    super(detail, null, false, false);
    this.reason = reason;
  }

  String reason() {
    return reason;
  }
}
