package dev.signalbox.ingress.chat;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Base64;

/**
 * Looks for the end of a JSON string eight bytes at a time: pictures of megabytes go by.
 *
 * @see <a href="https://graphics.stanford.edu/~seander/bithacks.html#ZeroInWord">Determine if a
 *     word has a zero byte</a>
 */
final class Quotes {
  private static final VarHandle WORDS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGHS = 0x8080808080808080L;
  private static final long QUOTES = ONES * '"';
  private static final long BACKSLASHES = ONES * '\\';

  /** Bytes looked through before anything else is tried: to find out by failing is dear. */
  private static final int NEAR = 16 * 1024;

  /** Bytes decoded at once: whole groups of base64. */
  private static final int PIECE = 8 * 1024;

  private Quotes() {}

  /** The place of the first quote from {@code from} on; {@code end} where there is none. */
  static int next(byte[] text, int from, int end) {
    int at = from;
    for (; at <= end - Long.BYTES; at += Long.BYTES) {
      long hit = zeros((long) WORDS.get(text, at) ^ QUOTES);
      if (hit != 0) {
        return at + Long.numberOfTrailingZeros(hit) / Byte.SIZE;
      }
    }
    while (at < end && text[at] != '"') {
      at++;
    }
    return at;
  }

  /** As {@link #next}, for whatever comes first of a quote and a backslash. */
  static int nextOrEscape(byte[] text, int from, int end) {
    int near = Math.min(end, from + NEAR);
    int at = scan(text, from, near);
    return at < near || near == end ? at : scan(text, pastBase64(text, near, end), end);
  }

  private static int scan(byte[] text, int from, int end) {
    int at = from;
    for (; at <= end - Long.BYTES; at += Long.BYTES) {
      long word = (long) WORDS.get(text, at);
      long hit = zeros(word ^ QUOTES) | zeros(word ^ BACKSLASHES);
      if (hit != 0) {
        return at + Long.numberOfTrailingZeros(hit) / Byte.SIZE;
      }
    }
    while (at < end && text[at] != '"' && text[at] != '\\') {
      at++;
    }
    return at;
  }

  /**
   * A place up to which there is neither, because it is base64: the JDK's decoder finds that out
   * four times as fast, by the processor's vectors. It ends with the first piece that is not.
   */
  private static int pastBase64(byte[] text, int from, int end) {
    byte[] piece = new byte[PIECE];
    byte[] decoded = new byte[PIECE / 4 * 3];
    int at = from;
    try {
      while (end - at > PIECE) {
        System.arraycopy(text, at, piece, 0, PIECE);
        Base64.getDecoder().decode(piece, decoded);
        at += PIECE;
      }
    } catch (IllegalArgumentException somethingElse) {
      return at;
    }
    return at;
  }

  /** The lowest bit that is set stands for the first byte that is zero. */
  private static long zeros(long word) {
    return (word - ONES) & ~word & HIGHS;
  }
}
