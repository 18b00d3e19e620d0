package dev.signalbox.ingress;

import dev.signalbox.platform.problem.Problem;
import dev.signalbox.platform.problem.ProblemException;

/** Everything that can go wrong with a request to the ingress. */
public enum IngressProblem implements Problem {
  INVALID_REQUEST("invalid_request", Type.INVALID, 400, "INVALID_ARGUMENT", false),
  INVALID_JSON("invalid_json", Type.INVALID, 400, "INVALID_ARGUMENT", false),
  INVALID_IMAGE("invalid_image", Type.INVALID, 400, "INVALID_ARGUMENT", false),
  NO_CAPABLE_MODEL("no_capable_model", Type.INVALID, 400, "INVALID_ARGUMENT", false),
  UPSTREAM_REJECTED("upstream_rejected", Type.INVALID, 400, "INVALID_ARGUMENT", false),
  INVALID_API_KEY("invalid_api_key", Type.INVALID, 401, "UNAUTHENTICATED", false),
  NOT_FOUND("not_found", Type.INVALID, 404, "NOT_FOUND", false),
  MODEL_NOT_FOUND("model_not_found", Type.INVALID, 404, "NOT_FOUND", false),
  METHOD_NOT_ALLOWED("method_not_allowed", Type.INVALID, 405, "UNIMPLEMENTED", false),
  BODY_TIMEOUT("request_timeout", Type.INVALID, 408, "DEADLINE_EXCEEDED", true),
  IDEMPOTENCY_IN_FLIGHT("idempotency_in_flight", Type.INVALID, 409, "ABORTED", true),
  IDEMPOTENCY_ANSWER_LOST("idempotency_answer_lost", Type.INVALID, 409, "ABORTED", false),
  FEEDBACK_GIVEN("feedback_given", Type.INVALID, 409, "ALREADY_EXISTS", false),
  IDEMPOTENCY_KEY_REUSED("idempotency_key_reused", Type.INVALID, 422, "INVALID_ARGUMENT", false),
  BODY_TOO_LARGE("request_too_large", Type.INVALID, 413, "INVALID_ARGUMENT", false),
  UNSUPPORTED_MEDIA_TYPE("unsupported_media_type", Type.INVALID, 415, "INVALID_ARGUMENT", false),
  /** Said by one replica to another only. */
  MISDIRECTED("misdirected_request", Type.INVALID, 421, "FAILED_PRECONDITION", false),
  RATE_LIMITED("rate_limit_exceeded", Type.RATE, 429, "RESOURCE_EXHAUSTED", true),
  /** What is left to spend does not cover the request on any model. */
  BUDGET_EXHAUSTED("insufficient_quota", Type.QUOTA, 429, "RESOURCE_EXHAUSTED", false),
  /** Logged and counted only: nobody is there to read it. */
  CLIENT_GONE("client_gone", Type.INVALID, 499, "CANCELLED", false),
  INTERNAL("internal_error", Type.SERVER, 500, "INTERNAL", true),
  UPSTREAM_FAILED("upstream_failed", Type.SERVER, 502, "UNAVAILABLE", true),
  UPSTREAM_INTERRUPTED("upstream_interrupted", Type.SERVER, 502, "UNAVAILABLE", true),
  OVERLOADED("overloaded", Type.SERVER, 503, "RESOURCE_EXHAUSTED", true),
  NO_HEALTHY_MODEL("no_healthy_model", Type.SERVER, 503, "UNAVAILABLE", true),
  MODEL_DISABLED("model_disabled", Type.SERVER, 503, "UNAVAILABLE", false),
  BUDGET_UNKNOWN("budget_unavailable", Type.SERVER, 503, "UNAVAILABLE", true),
  KEYS_UNAVAILABLE("keys_unavailable", Type.SERVER, 503, "UNAVAILABLE", true),
  /** The replica that keeps a file or a batch is away. */
  OWNER_UNAVAILABLE("batch_replica_unavailable", Type.SERVER, 503, "UNAVAILABLE", true),
  EVENTS_UNAVAILABLE("events_unavailable", Type.SERVER, 503, "UNAVAILABLE", true),
  UPSTREAM_TIMEOUT("upstream_timeout", Type.SERVER, 504, "DEADLINE_EXCEEDED", true);

  @SuppressWarnings("ImmutableEnumChecker") // a record of values
  private final Kind kind;

  IngressProblem(String code, Type type, int httpStatus, String grpcStatus, boolean retryable) {
    this.kind = new Kind(code, type.wire, httpStatus, grpcStatus, retryable);
  }

  @Override
  public Kind kind() {
    return kind;
  }

  /**
   * A field that can't be taken.
   *
   * @param field its path
   * @param what completes the sentence, and holds nothing of the value
   */
  public static ProblemException invalid(String field, String what) {
    return new ProblemException(
        INVALID_REQUEST, "Invalid request: '" + field + "' " + what + ".", field, null);
  }

  private enum Type {
    INVALID("invalid_request_error"),
    RATE("rate_limit_error"),
    QUOTA("insufficient_quota"),
    SERVER("server_error");

    private final String wire;

    Type(String wire) {
      this.wire = wire;
    }
  }
}
