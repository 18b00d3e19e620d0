package dev.signalbox.ingress.upstream;

import dev.signalbox.ingress.IngressProblem;
import dev.signalbox.ingress.chat.AnswerReader;
import dev.signalbox.ingress.chat.AnswerReading;
import dev.signalbox.platform.problem.ProblemException;
import io.vertx.core.http.HttpClientResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/** What an upstream's HTTP status means here. */
final class HttpFailures {
  private static final int LONGEST_MESSAGE = 2_000;

  private HttpFailures() {}

  static UpstreamFailure of(HttpClientResponse head, byte[] body, int length) {
    int status = head.statusCode();
    return switch (status) {
      case 400, 413, 415, 422 -> UpstreamFailure.rejected(answer(body, length));
      case 401, 403, 404, 405 ->
          UpstreamFailure.of(
              UpstreamFailure.Kind.REFUSED, "It refused this gateway's request (" + status + ").");
      case 429 ->
          new UpstreamFailure(
              UpstreamFailure.Kind.RATE_LIMITED,
              "It asks for fewer requests.",
              retryAfter(head.getHeader("retry-after"), Instant.now()),
              null);
      default ->
          new UpstreamFailure(
              UpstreamFailure.Kind.SERVER_ERROR,
              "It answered with status " + status + ".",
              status == 503 ? retryAfter(head.getHeader("retry-after"), Instant.now()) : null,
              null);
    };
  }

  /** The upstream's own words: only it knows what it rejects. */
  private static ProblemException answer(byte[] body, int length) {
    String message =
        AnswerReader.read(body, 0, length)
            .map(AnswerReading::error)
            .filter(m -> !m.isBlank())
            .orElse("");
    return new ProblemException(
        IngressProblem.UPSTREAM_REJECTED,
        message.isEmpty()
            ? "The model's provider rejected the request."
            : message.substring(0, Math.min(message.length(), LONGEST_MESSAGE)));
  }

  /** Seconds or an HTTP date; absent when it is neither. */
  static @Nullable Duration retryAfter(@Nullable String header, Instant now) {
    if (header == null || header.isBlank()) {
      return null;
    }
    String text = header.strip();
    try {
      if (text.chars().allMatch(c -> c >= '0' && c <= '9')) {
        return Duration.ofSeconds(Math.min(86_400, Long.parseLong(text)));
      }
      Instant at = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return at.isBefore(now) ? Duration.ZERO : Duration.between(now, at);
    } catch (DateTimeParseException | NumberFormatException e) {
      return null;
    }
  }
}
