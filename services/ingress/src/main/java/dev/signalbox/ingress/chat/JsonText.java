package dev.signalbox.ingress.chat;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.signalbox.ingress.IngressProblem;
import dev.signalbox.platform.problem.ProblemException;

/** JSON strings. */
public final class JsonText {
  private static final JsonStringEncoder ENCODER = JsonStringEncoder.getInstance();

  private JsonText() {}

  /**
   * Looks whether a body may be a JSON object in UTF-8. A parser would guess UTF-16 and UTF-32 too,
   * in which places mean something else.
   *
   * @throws ProblemException when it can't be
   */
  public static void requireUtf8(byte[] body, int length) {
    if (length < 2 || body[0] <= 0 || body[1] == 0) {
      throw new ProblemException(
          IngressProblem.INVALID_JSON, "The request body must be a JSON object in UTF-8.");
    }
  }

  /** With quotes, and with everything escaped that JSON wants escaped. */
  public static String quote(CharSequence text) {
    StringBuilder out = new StringBuilder(text.length() + 8).append('"');
    ENCODER.quoteAsString(text, out);
    return out.append('"').toString();
  }
}
