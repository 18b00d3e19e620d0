package dev.signalbox.ingress.api;

import dev.signalbox.ingress.chat.JsonText;
import dev.signalbox.platform.problem.OpenAiError;
import dev.signalbox.platform.problem.ProblemException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;

/** The one place where a problem becomes an answer. */
final class Errors {
  private Errors() {}

  /** Answers with the problem in OpenAI's shape; the response must not have begun. */
  static void send(HttpServerResponse response, ProblemException problem) {
    send(response, problem, openAi(problem));
  }

  /** Answers with the problem, said as {@code body}; the response must not have begun. */
  static void send(HttpServerResponse response, ProblemException problem, Buffer body) {
    response.setStatusCode(problem.problem().httpStatus());
    response.putHeader(HttpHeaders.CONTENT_TYPE, Headers.JSON);
    if (problem.problem().httpStatus() == 401) {
      response.putHeader("www-authenticate", "Bearer");
    }
    Duration retryAfter = problem.retryAfter();
    if (retryAfter != null) {
      long seconds = Math.max(1, (retryAfter.toMillis() + 999) / 1000);
      response.putHeader(Headers.RETRY_AFTER, Long.toString(seconds));
    }
    response.end(body);
  }

  /**
   * Anthropic's error object.
   *
   * @see <a href="https://docs.anthropic.com/en/api/errors">its types</a>
   */
  static Buffer anthropic(ProblemException problem) {
    String type =
        switch (problem.problem().httpStatus()) {
          case 401 -> "authentication_error";
          case 402, 403 -> "permission_error";
          case 404 -> "not_found_error";
          case 413 -> "request_too_large";
          case 429 -> "rate_limit_error";
          case 503 -> "overloaded_error";
          case 504 -> "timeout_error";
          default -> problem.problem().httpStatus() < 500 ? "invalid_request_error" : "api_error";
        };
    return Buffer.buffer(
        "{\"type\":\"error\",\"error\":{\"type\":"
            + JsonText.quote(type)
            + ",\"message\":"
            + JsonText.quote(OpenAiError.of(problem).error().message())
            + "}}");
  }

  /** OpenAI's error object. */
  static Buffer openAi(ProblemException problem) {
    OpenAiError.Body error = OpenAiError.of(problem).error();
    String param = error.param();
    return Buffer.buffer(
        "{\"error\":{\"message\":"
            + JsonText.quote(error.message())
            + ",\"type\":"
            + JsonText.quote(error.type())
            + ",\"param\":"
            + (param == null ? "null" : JsonText.quote(param))
            + ",\"code\":"
            + JsonText.quote(error.code())
            + "}}");
  }
}
