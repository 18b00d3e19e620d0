package dev.signalbox.ingress.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.ingress.IngressProblem;
import dev.signalbox.ingress.dialect.Trees;
import dev.signalbox.platform.problem.ProblemException;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

/** What the routes beside inference share: a small JSON object comes, a small one goes back. */
final class SmallRoutes {
  private SmallRoutes() {}

  /**
   * Reads a body that is a JSON object; fails with a {@link ProblemException} where it is none.
   *
   * @param most bytes; of a larger one no more than a piece beyond them is held
   * @param tooLarge said of a larger one
   */
  static Future<ObjectNode> body(HttpServerRequest request, int most, String tooLarge) {
    Buffer whole = Buffer.buffer();
    request.handler(
        piece -> {
          if (whole.length() <= most) {
            whole.appendBuffer(piece);
          }
        });
    return request
        .end()
        .map(
            end -> {
              if (whole.length() > most) {
                throw new ProblemException(IngressProblem.BODY_TOO_LARGE, tooLarge);
              }
              return Trees.body(whole.getBytes(), whole.length());
            });
  }

  static Future<Void> json(HttpServerRequest request, Buffer body) {
    return request.response().putHeader(HttpHeaders.CONTENT_TYPE, Headers.JSON).end(body);
  }

  static ProblemException notAllowed(HttpServerRequest request, String allowed) {
    request.response().putHeader(HttpHeaders.ALLOW, allowed);
    return new ProblemException(
        IngressProblem.METHOD_NOT_ALLOWED,
        "Not allowed to " + request.method() + " here. Use " + allowed + ".");
  }
}
