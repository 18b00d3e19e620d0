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

  /** Answers with the problem; the response must not have begun. */
  static void send(HttpServerResponse response, ProblemException problem) {
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
    response.end(json(problem));
  }

  /** The error object. */
  static Buffer json(ProblemException problem) {
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
