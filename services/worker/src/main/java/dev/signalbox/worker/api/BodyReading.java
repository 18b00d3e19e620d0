package dev.signalbox.worker.api;

import dev.signalbox.platform.problem.ProblemException;
import dev.signalbox.worker.serving.WorkerProblem;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Consumer;

/**
 * Reads a request's bytes whatever content type it claims, up to a bound. Vert.x's own handler
 * takes what {@code curl -d} sends for a form.
 */
final class BodyReading {
  private final long most;
  private final Consumer<byte[]> whole;
  private final Consumer<ProblemException> refused;
  private final Buffer body = Buffer.buffer();
  private boolean over;

  private BodyReading(long most, Consumer<byte[]> whole, Consumer<ProblemException> refused) {
    this.most = most;
    this.whole = whole;
    this.refused = refused;
  }

  /** Starts reading; one of the two is called, on the event loop, unless the client leaves. */
  static void start(
      HttpServerRequest request,
      long most,
      Consumer<byte[]> whole,
      Consumer<ProblemException> refused) {
    BodyReading reading = new BodyReading(most, whole, refused);
    request.handler(reading::add);
    request.endHandler(end -> reading.end());
  }

  private void add(Buffer piece) {
    if (over) {
      return;
    }
    if (body.length() + (long) piece.length() > most) {
      over = true;
      refused.accept(
          new ProblemException(
              WorkerProblem.BODY_TOO_LARGE,
              "The request body has more than %d bytes.".formatted(most)));
      return;
    }
    body.appendBuffer(piece);
  }

  private void end() {
    if (!over) {
      whole.accept(body.getBytes());
    }
  }
}
