package dev.signalbox.ingress.api;

import dev.signalbox.platform.problem.ProblemException;
import io.vertx.core.buffer.Buffer;

/**
 * How one API says what the flow has to say in chat words. One instance speaks for one request;
 * used on one context only.
 */
interface Voice {
  /** A whole answer. */
  Buffer answer(Buffer completion);

  /** Some events of a stream; may become none. */
  Buffer events(Buffer events);

  /**
   * The end of a stream that ended as it should.
   *
   * @param last chat events that were still to be sent; may be empty
   * @param comment server-sent comment that goes before the end is said
   */
  Buffer finish(Buffer last, String comment);

  /** The end of a stream that broke: an error, and nothing that looks like an end. */
  Buffer broken(ProblemException problem);
}
