package dev.signalbox.ingress.upstream;

import java.time.Duration;
import java.util.Optional;

/** Asks one model. */
public interface ModelClient {
  /** Why there is nobody to ask at this moment, as a clause; empty when there is somebody. */
  default Optional<String> absence() {
    return Optional.empty();
  }

  /**
   * Starts one attempt. The listener is told on the calling context, never before this returns, and
   * hears exactly one ending unless the call is cancelled.
   *
   * @param patience longest wait for the first token, or for the whole of a plain answer
   */
  ModelCall start(Order order, Duration patience, AnswerListener listener);
}
