package dev.signalbox.ingress.dispatch;

import dev.signalbox.ingress.chat.AnswerReading;
import dev.signalbox.ingress.chat.JsonBytes;
import dev.signalbox.ingress.upstream.UpstreamFailure;
import java.util.Optional;

/** How it ended. */
public sealed interface DispatchOutcome {
  /** Attempts made, each upstream asked counting once. */
  int attempts();

  /** A plain answer, whole, the bytes as the upstream sent them. */
  record Answered(Consumption consumed, JsonBytes json, AnswerReading reading, int attempts)
      implements DispatchOutcome {}

  /**
   * A stream that ended as it should; everything but its ending was sent.
   *
   * @param last of its chunks
   */
  record Streamed(Consumption consumed, AnswerReading last, int attempts)
      implements DispatchOutcome {}

  /** A stream that broke after its first byte. */
  record Interrupted(Consumption consumed, UpstreamFailure failure, int attempts)
      implements DispatchOutcome {}

  /** No model answered. */
  record Failed(UpstreamFailure failure, int attempts) implements DispatchOutcome {}

  /**
   * The client left.
   *
   * @param consumed by the attempt that was under way; empty when there was none
   */
  record Gone(Optional<Consumption> consumed, int attempts) implements DispatchOutcome {}
}
