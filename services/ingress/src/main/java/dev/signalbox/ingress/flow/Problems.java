package dev.signalbox.ingress.flow;

import dev.signalbox.ingress.IngressProblem;
import dev.signalbox.ingress.routing.RouteDecision;
import dev.signalbox.ingress.upstream.UpstreamFailure;
import dev.signalbox.platform.problem.ProblemException;
import java.time.Duration;

/** What a failure further down is to the client. */
final class Problems {
  private static final Duration SOON = Duration.ofSeconds(1);

  private Problems() {}

  static ProblemException of(RouteDecision.Impossible impossible, Duration retryAfter) {
    return impossible.retryable()
        ? new ProblemException(
            IngressProblem.NO_HEALTHY_MODEL, impossible.reason(), null, retryAfter)
        : new ProblemException(IngressProblem.NO_CAPABLE_MODEL, impossible.reason(), "model", null);
  }

  /** No model answered; the last failure decides. */
  static ProblemException of(UpstreamFailure failure) {
    if (failure.answer() != null) {
      return failure.answer();
    }
    Duration retryAfter = failure.retryAfter() == null ? SOON : failure.retryAfter();
    String message = "No model could answer. The last one: " + failure.message();
    IngressProblem problem =
        switch (failure.kind()) {
          case TIMED_OUT, STALLED -> IngressProblem.UPSTREAM_TIMEOUT;
          case RATE_LIMITED -> IngressProblem.RATE_LIMITED;
          case UNREACHABLE, QUEUE_FULL -> IngressProblem.NO_HEALTHY_MODEL;
          case CUT, MALFORMED, ERROR_INSIDE, SERVER_ERROR, REFUSED, REJECTED ->
              IngressProblem.UPSTREAM_FAILED;
        };
    return new ProblemException(problem, message, null, retryAfter);
  }

  static ProblemException interrupted(UpstreamFailure failure) {
    return new ProblemException(
        IngressProblem.UPSTREAM_INTERRUPTED,
        "The answer broke off and is not complete. " + failure.message(),
        null,
        SOON);
  }
}
