package dev.signalbox.worker.api;

import dev.signalbox.platform.problem.ProblemException;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;

/**
 * The one mapping of problems to gRPC: status, message, and two trailers, {@code problem-code} and
 * {@code retry-after-ms}.
 */
final class GrpcProblems {
  static final Metadata.Key<String> RETRY_AFTER_MS =
      Metadata.Key.of("retry-after-ms", Metadata.ASCII_STRING_MARSHALLER);
  static final Metadata.Key<String> PROBLEM_CODE =
      Metadata.Key.of("problem-code", Metadata.ASCII_STRING_MARSHALLER);

  private GrpcProblems() {}

  static StatusRuntimeException toStatus(ProblemException problem) {
    Metadata trailers = new Metadata();
    trailers.put(PROBLEM_CODE, problem.problem().code());
    if (problem.retryAfter() != null) {
      trailers.put(RETRY_AFTER_MS, Long.toString(problem.retryAfter().toMillis()));
    }
    return Status.Code.valueOf(problem.problem().grpcStatus())
        .toStatus()
        .withDescription(problem.detail())
        .asRuntimeException(trailers);
  }
}
