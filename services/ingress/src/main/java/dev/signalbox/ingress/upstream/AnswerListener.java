package dev.signalbox.ingress.upstream;

import dev.signalbox.ingress.chat.AnswerReading;

/** What comes back from a model. Byte arrays are valid until the method returns. */
public interface AnswerListener {
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
