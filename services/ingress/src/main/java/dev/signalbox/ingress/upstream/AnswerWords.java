package dev.signalbox.ingress.upstream;

/**
 * An upstream's answer said in the words of OpenAI's API, which is what the ingress reads. One
 * instance hears one answer: its events, or its whole body. Byte arrays are valid until the method
 * returns.
 */
interface AnswerWords {
  /** Where what was understood goes. */
  interface Heard {
    /** One chunk of the answer: a JSON object; the array is the receiver's to change. */
    void chunk(byte[] json, int length);

    /** The upstream said that its stream is done. */
    void done();

    /** The upstream sent an error where an answer belongs. */
    void error();

    /** What it sent is not what it should be. */
    void malformed();
  }

  /** The data of one server-sent event. */
  void event(byte[] data, int length, Heard heard);

  /** A body that came with status 200: exactly one call of {@code heard}, and not done. */
  void whole(byte[] body, int length, Heard heard);
}
