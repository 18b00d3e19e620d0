package dev.signalbox.ingress.tokens;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingRegistry;
import com.knuddels.jtokkit.api.EncodingType;
import dev.signalbox.ingress.pool.Tokenizer;

/**
 * Tokens of texts by OpenAI's encodings. An encoding is read when it is first needed, which takes
 * about a second and tens of megabytes. Thread-safe.
 */
public final class TextCounter {
  /** Characters that are counted one by one; of a longer text, as many are. */
  public static final int MOST_CHARS = 1 << 16;

  private static final int WINDOWS = 16;
  private static final int WINDOW = MOST_CHARS / WINDOWS;

  private final EncodingRegistry encodings = Encodings.newLazyEncodingRegistry();

  /**
   * Tokens of a text. One of more than {@value #MOST_CHARS} characters is counted in {@value
   * #WINDOWS} windows at equal distances, and scaled up.
   *
   * @throws IllegalArgumentException for a tokenizer without an encoding
   */
  public long count(Tokenizer tokenizer, String text) {
    if (text.isEmpty()) {
      return 0;
    }
    Encoding encoding = encoding(tokenizer);
    if (text.length() <= MOST_CHARS) {
      return encoding.countTokensOrdinary(text);
    }
    long tokens = 0;
    long step = (text.length() - (long) WINDOW) / (WINDOWS - 1);
    for (int i = 0; i < WINDOWS; i++) {
      int from = (int) (i * step);
      tokens += encoding.countTokensOrdinary(text.substring(from, from + WINDOW));
    }
    return scaled(tokens, MOST_CHARS, text.length());
  }

  /** Tokens of {@code all} characters of which {@code counted} had {@code tokens}, rounded up. */
  public static long scaled(long tokens, long counted, long all) {
    return counted == 0 ? 0 : Math.ceilDiv(Math.multiplyExact(tokens, all), counted);
  }

  private Encoding encoding(Tokenizer tokenizer) {
    return switch (tokenizer) {
      case O200K_BASE -> encodings.getEncoding(EncodingType.O200K_BASE);
      case CL100K_BASE -> encodings.getEncoding(EncodingType.CL100K_BASE);
      case CHARACTERS -> throw new IllegalArgumentException("characters are no encoding");
    };
  }
}
