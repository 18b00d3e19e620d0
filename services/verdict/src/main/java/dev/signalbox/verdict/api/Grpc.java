package dev.signalbox.verdict.api;

import dev.signalbox.platform.problem.ProblemException;
import dev.signalbox.verdict.database.Failures;
import io.grpc.Status;

/** What a failure is over gRPC. */
final class Grpc {
  private Grpc() {}

  static RuntimeException status(Throwable failure) {
    if (failure instanceof ProblemException e) {
      return Status.Code.valueOf(e.problem().grpcStatus())
          .toStatus()
          .withDescription(e.detail())
          .asRuntimeException();
    }
    Status status = Failures.isUnavailable(failure) ? Status.UNAVAILABLE : Status.INTERNAL;
    return status.withCause(failure).asRuntimeException();
  }
}
