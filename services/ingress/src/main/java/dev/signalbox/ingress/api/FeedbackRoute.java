package dev.signalbox.ingress.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.ingress.IngressProblem;
import dev.signalbox.ingress.chat.JsonText;
import dev.signalbox.ingress.flow.Feedback;
import dev.signalbox.ingress.flow.TraceContext;
import dev.signalbox.ingress.keys.ApiKey;
import dev.signalbox.platform.problem.ProblemException;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /v1/decisions/{id}/feedback}: {@code {"score": 0..1}} or {@code {"thumbs": "up"}}.
 */
final class FeedbackRoute {
  static final String SUFFIX = "/feedback";
  private static final int MOST_BYTES = 4_096;
  private static final int MOST_DECIMALS = 6;

  private final Feedback feedback;

  FeedbackRoute(Feedback feedback) {
    this.feedback = feedback;
  }

  /** Fails with a {@link ProblemException} when the grade can't be taken. */
  Future<Void> handle(HttpServerRequest request, ApiKey key, String decisionId) {
    if (!request.method().name().equals("POST")) {
      return Future.failedFuture(SmallRoutes.notAllowed(request, "POST"));
    }
    return SmallRoutes.body(request, MOST_BYTES, "Feedback has 4 KiB at most.")
        .compose(
            given -> {
              BigDecimal score = score(given);
              return feedback
                  .give(
                      decisionId,
                      key.tenant(),
                      score,
                      TraceContext.continued(request.getHeader(Headers.TRACEPARENT)))
                  .compose(
                      taken ->
                          SmallRoutes.json(
                              request,
                              Buffer.buffer(
                                  "{\"decision\":"
                                      + JsonText.quote(decisionId)
                                      + ",\"score\":"
                                      + score.toPlainString()
                                      + "}")));
            });
  }

  private static BigDecimal score(JsonNode given) {
    JsonNode thumbs = given.get("thumbs");
    JsonNode score = given.get("score");
    if (given.size() != 1 || (thumbs == null && score == null)) {
      throw IngressProblem.invalid(
          "score", "or 'thumbs' must be given, one of the two and nothing else");
    }
    return thumbs == null ? number(score) : thumb(thumbs);
  }

  private static BigDecimal thumb(JsonNode thumbs) {
    return switch (thumbs.asText()) {
      case "up" -> BigDecimal.ONE;
      case "down" -> BigDecimal.ZERO;
      default -> throw IngressProblem.invalid("thumbs", "must be up or down");
    };
  }

  private static BigDecimal number(@Nullable JsonNode score) {
    if (score == null || !score.isNumber()) {
      throw IngressProblem.invalid("score", "must be a number");
    }
    double value = score.doubleValue();
    if (!(value >= 0 && value <= 1)) {
      throw IngressProblem.invalid("score", "must be between 0 and 1");
    }
    BigDecimal exact =
        BigDecimal.valueOf(value)
            .setScale(MOST_DECIMALS, java.math.RoundingMode.HALF_EVEN)
            .stripTrailingZeros();
    return exact.signum() == 0 ? BigDecimal.ZERO : exact;
  }
}
