package dev.signalbox.platform.problem;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Problem} that happened, with a message for the caller. The message says what to do next
 * and holds neither secrets nor prompt text. Carries no stack trace: these are answers, not bugs.
 */
public final class ProblemException extends RuntimeException {
  private final Problem problem;
  private final @Nullable String param;
  private final @Nullable Duration retryAfter;

  public ProblemException(Problem problem, String message) {
    this(problem, message, null, null);
  }

  public ProblemException(
      Problem problem, String message, @Nullable String param, @Nullable Duration retryAfter) {
    super(message, null, false, false);
    this.problem = problem;
    this.param = param;
    this.retryAfter = retryAfter;
  }

  public Problem problem() {
    return problem;
  }

  /** The request field at fault, if one is. */
  public @Nullable String param() {
    return param;
  }

  public @Nullable Duration retryAfter() {
    return retryAfter;
  }

  /** The message is always given; narrows the supertype's contract. */
  public String detail() {
    String message = getMessage();
    return message == null ? problem.code() : message;
  }
}
