package dev.signalbox.ingress.dispatch;

import dev.signalbox.ingress.chat.AnswerReading;
import dev.signalbox.ingress.chat.JsonBytes;
import dev.signalbox.ingress.upstream.UpstreamFailure;
import java.util.List;
import java.util.Optional;

/** How it ended. */
public sealed interface DispatchOutcome {
  /** What was asked on the way. */
  Tries tries();

  /**
   * Attempts on the way to an ending.
   *
   * @param count attempts made, each upstream asked counting once
   * @param billed consumed by attempts that broke before anything was delivered, and that their
   *     providers bill all the same
   */
  record Tries(int count, List<Consumption> billed) {
    public Tries {
      billed = List.copyOf(billed);
    }
  }

  /** Attempts made. */
  default int attempts() {
    return tries().count();
  }

  /** Consumed by the attempt that it ended with; empty when that one is not billed. */
  default Optional<Consumption> lastConsumed() {
    return switch (this) {
      case Answered answered -> Optional.of(answered.consumed());
      case Streamed streamed -> Optional.of(streamed.consumed());
      case Interrupted interrupted -> Optional.of(interrupted.consumed());
      case Failed failed -> Optional.empty();
      case Gone left -> left.consumed();
    };
  }

  /** A plain answer, whole, the bytes as the upstream sent them. */
  record Answered(Consumption consumed, JsonBytes json, AnswerReading reading, Tries tries)
      implements DispatchOutcome {}

  /**
   * A stream that ended as it should; everything but its ending was sent.
   *
   * @param last of its chunks
   */
  record Streamed(Consumption consumed, AnswerReading last, Tries tries)
      implements DispatchOutcome {}

  /** A stream that broke after its first byte. */
  record Interrupted(Consumption consumed, UpstreamFailure failure, Tries tries)
      implements DispatchOutcome {}

  /** No model answered. */
  record Failed(UpstreamFailure failure, Tries tries) implements DispatchOutcome {}

  /**
   * The client left.
   *
   * @param consumed by the attempt that was under way; empty when there was none
   */
  record Gone(Optional<Consumption> consumed, Tries tries) implements DispatchOutcome {}
}
