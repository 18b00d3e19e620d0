package dev.signalbox.ingress.dispatch;

import dev.signalbox.ingress.pool.Model;
import io.vertx.core.buffer.Buffer;

/** The client's side of a streamed answer. */
public interface AnswerSink {
  /**
   * Sends events at once. From the first call on the answer is {@code model}'s.
   *
   * @return false when the client reads slower than that: no more until {@link #whenWritable}
   */
  boolean send(Model model, Buffer events);

  /** Sends a comment that keeps idle hops from closing the connection. */
  void ping();

  /** Runs {@code resume} once, as soon as more can be sent. */
  void whenWritable(Runnable resume);
}
