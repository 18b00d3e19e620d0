package dev.signalbox.platform.problem;

/**
 * One kind of failure. A service's catalogue is one enum that implements this; the code is stable
 * and part of the API.
 */
public interface Problem {
  /** Stable code in the API's own style, such as {@code model_not_found}; also the metric label. */
  String code();

  /** OpenAI's error type, such as {@code invalid_request_error}. */
  String type();

  int httpStatus();

  /** Name of the gRPC status, such as {@code INVALID_ARGUMENT}. */
  String grpcStatus();

  /** Whether the same request may succeed later. */
  boolean retryable();
}
