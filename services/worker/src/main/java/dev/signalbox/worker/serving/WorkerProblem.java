package dev.signalbox.worker.serving;

import dev.signalbox.platform.problem.Problem;

/** Everything that can go wrong with a request to the worker. */
public enum WorkerProblem implements Problem {
  INVALID_REQUEST("invalid_request", 400, "INVALID_ARGUMENT", false),
  IMAGE_REFUSED("invalid_image", 400, "INVALID_ARGUMENT", false),
  CONTEXT_LENGTH_EXCEEDED("context_length_exceeded", 400, "INVALID_ARGUMENT", false),
  UNSUPPORTED("unsupported_parameter", 400, "INVALID_ARGUMENT", false),
  UNAUTHORIZED("invalid_api_key", 401, "UNAUTHENTICATED", false),
  BODY_TOO_LARGE("request_too_large", 413, "INVALID_ARGUMENT", false),
  ROUTE_NOT_FOUND("unknown_url", 404, "UNIMPLEMENTED", false),
  MODEL_NOT_FOUND("model_not_found", 404, "NOT_FOUND", false),
  BATCH_EXPIRED("batch_expired", 408, "DEADLINE_EXCEEDED", false),
  JOB_POISONOUS("job_poisonous", 500, "INTERNAL", false),
  OVERLOADED("worker_overloaded", 429, "RESOURCE_EXHAUSTED", true),
  NOT_READY("worker_not_ready", 503, "UNAVAILABLE", true),
  ENGINE_FAILED("engine_failed", 500, "INTERNAL", false);

  @SuppressWarnings("ImmutableEnumChecker") // a record of values
  private final Kind kind;

  WorkerProblem(String code, int httpStatus, String grpcStatus, boolean retryable) {
    this.kind = new Kind(code, type(httpStatus), httpStatus, grpcStatus, retryable);
  }

  @Override
  public Kind kind() {
    return kind;
  }

  private static String type(int httpStatus) {
    return switch (httpStatus) {
      case 429 -> "rate_limit_error";
      case 401 -> "authentication_error";
      case 400, 404, 408, 413 -> "invalid_request_error";
      default -> "server_error";
    };
  }
}
