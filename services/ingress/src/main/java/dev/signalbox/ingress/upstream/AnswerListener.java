package dev.signalbox.ingress.upstream;

import dev.signalbox.ingress.chat.AnswerReading;

/** What comes back from a model. Byte arrays are valid until the method returns. */
public interface AnswerListener {
  /**
   * The upstream has accepted the request and begun to answer: from now on it bills. Told at most
   * once, before everything else.
   */
  default void began() {}

  /** One chunk of a stream: a JSON object. */
  void chunk(byte[] json, int length, AnswerReading reading);

  /** Everything that had arrived was handed over: the moment to flush. */
  void flush();

  /** The stream ended as it should. Ending. */
  void done();

  /** A plain answer, whole; the bytes are the listener's from now on. Ending. */
  void answer(byte[] json, int length, AnswerReading reading);

  /** The attempt failed. Ending. */
  void failed(UpstreamFailure failure);
}
