package dev.signalbox.ingress.upstream;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** OpenAI's own words: everything is handed on as it came. */
final class OpenAiWords implements AnswerWords {
  static final OpenAiWords INSTANCE = new OpenAiWords();
  private static final byte[] DONE = "[DONE]".getBytes(StandardCharsets.US_ASCII);

  private OpenAiWords() {}

  @Override
  public void event(byte[] data, int length, Heard heard) {
    if (isDone(data, length)) {
      heard.done();
    } else {
      heard.chunk(data, length);
    }
  }

  private static boolean isDone(byte[] data, int length) {
    return length >= DONE.length
        && Arrays.equals(data, 0, DONE.length, DONE, 0, DONE.length)
        && new String(data, 0, length, StandardCharsets.UTF_8).strip().length() == DONE.length;
  }

  @Override
  public void whole(byte[] body, int length, Heard heard) {
    heard.chunk(body, length);
  }
}
