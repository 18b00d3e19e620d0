package dev.signalbox.ingress.upstream;

import java.time.Duration;

/** Asks one model. */
public interface ModelClient {
  /**
   * Starts one attempt. The listener is told on the calling context, never before this returns, and
   * hears exactly one ending unless the call is cancelled.
   *
   * @param patience longest wait for the first token, or for the whole of a plain answer
   */
  ModelCall start(Order order, Duration patience, AnswerListener listener);
}
