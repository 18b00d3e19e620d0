package dev.signalbox.ingress.flow;

import dev.signalbox.ingress.dispatch.AnswerSink;
import dev.signalbox.ingress.settlement.Settled;
import dev.signalbox.platform.problem.ProblemException;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

/** The client's side of one request; hears exactly one ending, unless it has left. */
public interface Client extends AnswerSink {
  /** The request was set on a model: what follows belongs to this decision. */
  void decided(Decision decision);

  /**
   * The first answer failed its check.
   *
   * @param because why, and whether the stronger model answered
   */
  default void escalated(String because) {}

  /** The decision alone was asked for. Ending. */
  void preview(Buffer json);

  /**
   * A plain answer is about to be settled and sent. It is settled once the future has ended, well
   * or not: for a client that would ask again if this process were killed in between.
   */
  default Future<Void> keep(Buffer json) {
    return Future.succeededFuture();
  }

  /** A plain answer by {@code model}. Ending. */
  void answer(String model, Buffer json, Settled settled);

  /**
   * A stream ended as it should. Ending.
   *
   * @param events what is still to be sent before the end is said; may be empty
   */
  void finish(Buffer events, Settled settled);

  /** A stream broke after its first byte. Ending. */
  void interrupted(ProblemException problem, Settled settled);

  /** The request failed, and nothing of an answer was sent. Ending. */
  void refuse(ProblemException problem);
}
