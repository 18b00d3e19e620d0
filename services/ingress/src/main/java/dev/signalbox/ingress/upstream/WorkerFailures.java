package dev.signalbox.ingress.upstream;

import dev.signalbox.ingress.IngressProblem;
import dev.signalbox.platform.problem.ProblemException;
import io.vertx.grpc.common.GrpcStatus;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a worker's gRPC status means here. */
final class WorkerFailures {
  private WorkerFailures() {}

  /**
   * @param retryAfterMillis the trailer of that name
   */
  static UpstreamFailure of(
      GrpcStatus status, @Nullable String message, @Nullable String retryAfterMillis) {
    return switch (status) {
      case INVALID_ARGUMENT, OUT_OF_RANGE ->
          UpstreamFailure.rejected(
              new ProblemException(
                  IngressProblem.UPSTREAM_REJECTED,
                  message == null || message.isBlank()
                      ? "The worker rejected the request."
                      : message));
      case NOT_FOUND, UNIMPLEMENTED, PERMISSION_DENIED, UNAUTHENTICATED ->
          UpstreamFailure.of(UpstreamFailure.Kind.REFUSED, "It does not serve this model.");
      case RESOURCE_EXHAUSTED ->
          new UpstreamFailure(
              UpstreamFailure.Kind.RATE_LIMITED, "It is full.", retryAfter(retryAfterMillis), null);
      case UNAVAILABLE ->
          new UpstreamFailure(
              UpstreamFailure.Kind.UNREACHABLE,
              "It is starting or stopping.",
              retryAfter(retryAfterMillis),
              null);
      case DEADLINE_EXCEEDED ->
          UpstreamFailure.of(UpstreamFailure.Kind.TIMED_OUT, "It did not answer in time.");
      default ->
          UpstreamFailure.of(UpstreamFailure.Kind.SERVER_ERROR, "It failed (" + status + ").");
    };
  }

  private static @Nullable Duration retryAfter(@Nullable String millis) {
    if (millis == null) {
      return null;
    }
    try {
      return Duration.ofMillis(Math.max(0, Long.parseLong(millis.strip())));
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
