package dev.signalbox.verdict.api;

import dev.signalbox.platform.problem.ProblemException;
import org.jspecify.annotations.Nullable;

/** RFC 9457 problem details with the catalogue's own members. */
public record ProblemView(
    String type,
    String title,
    int status,
    String detail,
    String code,
    @Nullable String param,
    boolean retryable) {
  static ProblemView of(ProblemException e) {
    String code = e.problem().code();
    return new ProblemView(
        "https://signalbox.dev/problems/" + code,
        code.replace('_', ' '),
        e.problem().httpStatus(),
        e.detail(),
        code,
        e.param(),
        e.problem().retryable());
  }
}
