package dev.signalbox.ingress.chat;

import com.fasterxml.jackson.core.io.JsonStringEncoder;

/** JSON strings. */
public final class JsonText {
  private static final JsonStringEncoder ENCODER = JsonStringEncoder.getInstance();

  private JsonText() {}

  /** With quotes, and with everything escaped that JSON wants escaped. */
  public static String quote(CharSequence text) {
    StringBuilder out = new StringBuilder(text.length() + 8).append('"');
    ENCODER.quoteAsString(text, out);
    return out.append('"').toString();
  }
}
