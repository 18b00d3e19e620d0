package dev.signalbox.classifier.api;

import dev.signalbox.platform.problem.Problem;

/** What can go wrong in a classification. */
public enum ClassifierProblem implements Problem {
  TOO_LARGE("request_too_large", 400, "INVALID_ARGUMENT", false),
  INVALID("invalid_request", 400, "INVALID_ARGUMENT", false),
  TOO_LATE("deadline_exceeded", 504, "DEADLINE_EXCEEDED", true),
  NOT_READY("not_ready", 503, "UNAVAILABLE", true);

  @SuppressWarnings("ImmutableEnumChecker") // a record of values
  private final Kind kind;

  ClassifierProblem(String code, int httpStatus, String grpcStatus, boolean retryable) {
    this.kind =
        new Kind(
            code,
            httpStatus < 500 ? "invalid_request_error" : "server_error",
            httpStatus,
            grpcStatus,
            retryable);
  }

  @Override
  public Kind kind() {
    return kind;
  }
}
