package dev.signalbox.classifier.api;

import dev.signalbox.platform.problem.ProblemException;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;

/** The one mapping of problems to gRPC: status, message and a trailer {@code problem-code}. */
final class GrpcProblems {
  static final Metadata.Key<String> PROBLEM_CODE =
      Metadata.Key.of("problem-code", Metadata.ASCII_STRING_MARSHALLER);

  private GrpcProblems() {}

  static StatusRuntimeException toStatus(ProblemException problem) {
    Metadata trailers = new Metadata();
    trailers.put(PROBLEM_CODE, problem.problem().code());
    return Status.Code.valueOf(problem.problem().grpcStatus())
        .toStatus()
        .withDescription(problem.detail())
        .asRuntimeException(trailers);
  }
}
