package dev.signalbox.verdict.problem;

import dev.signalbox.platform.problem.Problem;
import dev.signalbox.platform.problem.ProblemException;

/** Everything that this service answers with besides success. */
public enum VerdictProblem implements Problem {
  INVALID_PARAMETER("invalid_parameter", "invalid_request_error", 400, "INVALID_ARGUMENT", false),
  INVALID_BODY("invalid_body", "invalid_request_error", 400, "INVALID_ARGUMENT", false),
  UNAUTHENTICATED("unauthenticated", "authentication_error", 401, "UNAUTHENTICATED", false),
  FORBIDDEN("forbidden", "permission_error", 403, "PERMISSION_DENIED", false),
  CROSS_SITE("cross_site_request", "permission_error", 403, "PERMISSION_DENIED", false),
  STALE_FORM("stale_form", "permission_error", 403, "PERMISSION_DENIED", false),
  NOT_FOUND("not_found", "not_found_error", 404, "NOT_FOUND", false),
  SETTLED("already_settled", "invalid_request_error", 409, "FAILED_PRECONDITION", false),
  EXISTS("already_exists", "invalid_request_error", 409, "ALREADY_EXISTS", false),
  METHOD_NOT_ALLOWED("method_not_allowed", "invalid_request_error", 405, "UNIMPLEMENTED", false),
  NOT_ACCEPTABLE("not_acceptable", "invalid_request_error", 406, "INVALID_ARGUMENT", false),
  PRECONDITION_FAILED(
      "precondition_failed", "invalid_request_error", 412, "FAILED_PRECONDITION", false),
  KEY_REUSED("idempotency_key_reused", "invalid_request_error", 422, "INVALID_ARGUMENT", false),
  TOO_LARGE("body_too_large", "invalid_request_error", 413, "INVALID_ARGUMENT", false),
  UNSUPPORTED_TYPE(
      "unsupported_media_type", "invalid_request_error", 415, "INVALID_ARGUMENT", false),
  RATE_LIMITED("rate_limited", "rate_limit_error", 429, "RESOURCE_EXHAUSTED", true),
  OVERLOADED("overloaded", "overloaded_error", 503, "RESOURCE_EXHAUSTED", true),
  DATABASE_UNAVAILABLE("database_unavailable", "server_error", 503, "UNAVAILABLE", true),
  INTERNAL("internal_error", "server_error", 500, "INTERNAL", false);

  @SuppressWarnings("ImmutableEnumChecker") // a record of values
  private final Kind kind;

  VerdictProblem(String code, String type, int httpStatus, String grpcStatus, boolean retryable) {
    this.kind = new Kind(code, type, httpStatus, grpcStatus, retryable);
  }

  @Override
  public Kind kind() {
    return kind;
  }

  /** The problem of one parameter or field. */
  public static ProblemException invalid(String parameter, String message) {
    return new ProblemException(INVALID_PARAMETER, message, parameter, null);
  }

  public static ProblemException notFound(String what) {
    return new ProblemException(NOT_FOUND, what);
  }
}
