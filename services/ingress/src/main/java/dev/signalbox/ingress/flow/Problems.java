package dev.signalbox.ingress.flow;

import dev.signalbox.ingress.IngressProblem;
import dev.signalbox.ingress.routing.RouteDecision;
import dev.signalbox.ingress.upstream.UpstreamFailure;
import dev.signalbox.platform.problem.ProblemException;
import java.time.Duration;
import java.util.function.Function;

/** What a failure further down is to the client. */
final class Problems {
  private static final Duration SOON = Duration.ofSeconds(1);

  private Problems() {}

  /**
   * @param retryAfter when to ask again where every model is down
   * @param unaffordable what is said where the budget can't pay any, given why
   */
  static ProblemException of(
      RouteDecision.Impossible impossible,
      Duration retryAfter,
      Function<String, ProblemException> unaffordable) {
    String why = impossible.reason();
    return switch (impossible.code()) {
      case NO_HEALTHY_MODEL ->
          new ProblemException(IngressProblem.NO_HEALTHY_MODEL, why, null, retryAfter);
      case NO_AFFORDABLE_MODEL -> unaffordable.apply(why);
      case NO_MODEL_WITHIN_COST ->
          new ProblemException(IngressProblem.NO_CAPABLE_MODEL, why, "routing.max_cost_usd", null);
      default -> new ProblemException(IngressProblem.NO_CAPABLE_MODEL, why, "model", null);
    };
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
