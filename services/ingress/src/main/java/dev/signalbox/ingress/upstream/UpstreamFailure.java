package dev.signalbox.ingress.upstream;

import dev.signalbox.platform.problem.ProblemException;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How an attempt failed.
 *
 * @param message a sentence without the model's name, prompt text, or anything of a credential
 * @param retryAfter as the upstream asked
 * @param answer what to tell the client when the request itself is to blame
 */
public record UpstreamFailure(
    Kind kind, String message, @Nullable Duration retryAfter, @Nullable ProblemException answer) {
  /** Kinds of failure; the name in lower case is the metric label. */
  public enum Kind {
    /** No connection. */
    UNREACHABLE,
    /** As many requests wait for a connection as may. */
    QUEUE_FULL,
    /** No first token, or no whole answer, in time. */
    TIMED_OUT,
    /** Silence inside a stream. */
    STALLED,
    /** The connection ended inside the answer. */
    CUT,
    /** The answer is not what it should be. */
    MALFORMED,
    /** Success was claimed, and an error object was inside. */
    ERROR_INSIDE,
    /** It asks for fewer requests. */
    RATE_LIMITED,
    /** An error of the upstream. */
    SERVER_ERROR,
    /** It does not accept this gateway's credential, or does not know the model. */
    REFUSED,
    /** The request can't succeed there; another model would say the same. */
    REJECTED;

    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public static UpstreamFailure of(Kind kind, String message) {
    return new UpstreamFailure(kind, message, null, null);
  }

  static UpstreamFailure malformed(String message) {
    return of(Kind.MALFORMED, message);
  }

  public static UpstreamFailure rejected(ProblemException answer) {
    return new UpstreamFailure(Kind.REJECTED, "It rejected the request.", null, answer);
  }

  /** Whether the upstream, and not the request, is to blame. */
  public boolean blamesUpstream() {
    return kind != Kind.REJECTED && kind != Kind.QUEUE_FULL;
  }
}
