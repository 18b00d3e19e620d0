package dev.signalbox.worker.prompt;

import java.util.Arrays;

/**
 * Ids in, text out as soon as its characters are whole. The pieces joined equal the text of all ids
 * at once: each is the difference between two decodings that begin at the same token.
 */
public final class TextStream {
  /** What an incomplete UTF-8 sequence decodes to. */
  private static final char REPLACEMENT = '\uFFFD';

  private final Tokenizer tokenizer;
  private long[] ids = new long[32];
  private int size;
  private int windowStart;
  private int given;

  public TextStream(Tokenizer tokenizer) {
    this.tokenizer = tokenizer;
  }

  /** Adds a token; the text that became whole, possibly none. */
  public String add(long id) {
    if (size == ids.length) {
      ids = Arrays.copyOf(ids, size * 2);
    }
    ids[size++] = id;
    String before = tokenizer.decode(Arrays.copyOfRange(ids, windowStart, given));
    String after = tokenizer.decode(Arrays.copyOfRange(ids, windowStart, size));
    if (after.length() <= before.length() || after.charAt(after.length() - 1) == REPLACEMENT) {
      return "";
    }
    windowStart = given;
    given = size;
    return after.substring(before.length());
  }

  /** What is left at the end, incomplete characters as replacement characters. */
  public String finish() {
    String before = tokenizer.decode(Arrays.copyOfRange(ids, windowStart, given));
    String after = tokenizer.decode(Arrays.copyOfRange(ids, windowStart, size));
    windowStart = given;
    given = size;
    return after.substring(Math.min(before.length(), after.length()));
  }
}
