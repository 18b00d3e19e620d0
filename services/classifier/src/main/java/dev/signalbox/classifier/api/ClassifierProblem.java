package dev.signalbox.classifier.api;

import dev.signalbox.platform.problem.Problem;

/** What can go wrong in a classification. */
public enum ClassifierProblem implements Problem {
  TOO_LARGE("request_too_large", 400, "INVALID_ARGUMENT", false),
  INVALID("invalid_request", 400, "INVALID_ARGUMENT", false),
  TOO_LATE("deadline_exceeded", 504, "DEADLINE_EXCEEDED", true),
  NOT_READY("not_ready", 503, "UNAVAILABLE", true);

  private final String code;
  private final int httpStatus;
  private final String grpcStatus;
  private final boolean retryable;

  ClassifierProblem(String code, int httpStatus, String grpcStatus, boolean retryable) {
    this.code = code;
    this.httpStatus = httpStatus;
    this.grpcStatus = grpcStatus;
    this.retryable = retryable;
  }

  @Override
  public String code() {
    return code;
  }

  @Override
  public String type() {
    return httpStatus < 500 ? "invalid_request_error" : "server_error";
  }

  @Override
  public int httpStatus() {
    return httpStatus;
  }

  @Override
  public String grpcStatus() {
    return grpcStatus;
  }

  @Override
  public boolean retryable() {
    return retryable;
  }
}
