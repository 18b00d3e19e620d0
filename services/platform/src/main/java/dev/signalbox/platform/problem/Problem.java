package dev.signalbox.platform.problem;

/**
 * One kind of failure. A service's catalogue is one enum that implements this; the code is stable
 * and part of the API.
 */
public interface Problem {
  /**
   * What everybody is told of a kind of failure.
   *
   * @param code stable, in the API's own style, such as {@code model_not_found}; also the metric
   *     label
   * @param type OpenAI's error type, such as {@code invalid_request_error}
   * @param grpcStatus name of the gRPC status, such as {@code INVALID_ARGUMENT}
   * @param retryable whether the same request may succeed later
   */
  record Kind(String code, String type, int httpStatus, String grpcStatus, boolean retryable) {}

  Kind kind();

  /** As {@link Kind#code}. */
  default String code() {
    return kind().code();
  }

  /** As {@link Kind#type}. */
  default String type() {
    return kind().type();
  }

  default int httpStatus() {
    return kind().httpStatus();
  }

  /** As {@link Kind#grpcStatus}. */
  default String grpcStatus() {
    return kind().grpcStatus();
  }

  /** As {@link Kind#retryable}. */
  default boolean retryable() {
    return kind().retryable();
  }
}
