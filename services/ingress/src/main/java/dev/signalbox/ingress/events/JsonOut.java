package dev.signalbox.ingress.events;

import dev.signalbox.platform.cloudevents.Rfc3339;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

/** UTF-8 JSON as it is written, in an array that is used again. Used by one thread. */
final class JsonOut {
  private static final int FIRST_BYTES = 8 * 1024;
  private static final int KEPT_BYTES = 256 * 1024;
  private static final int MOST_DIGITS = 20;
  private static final int LONG_BITS = 62;
  private static final int MOST_SCALE = 18;
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.ISO_8859_1);

  private byte[] bytes = new byte[FIRST_BYTES];
  private int length;

  /** Begins anew. */
  void begin() {
    length = 0;
    if (bytes.length > KEPT_BYTES) {
      bytes = new byte[FIRST_BYTES];
    }
  }

  byte[] copyFrom(int start) {
    return Arrays.copyOfRange(bytes, start, length);
  }

  int length() {
    return length;
  }

  private void room(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(length + more, bytes.length * 2));
    }
  }

  void raw(byte[] json) {
    room(json.length);
    System.arraycopy(json, 0, bytes, length, json.length);
    length += json.length;
  }

  void raw(char ascii) {
    room(1);
    bytes[length++] = (byte) ascii;
  }

  /** Puts {@code ascii} in the place of the last byte where that is {@code before}, else behind. */
  void end(char before, char ascii) {
    if (bytes[length - 1] == before) {
      bytes[length - 1] = (byte) ascii;
    } else {
      raw(ascii);
    }
  }

  void number(long value) {
    room(MOST_DIGITS);
    length = digits(value, 0);
  }

  /** Plain digits, without an exponent. */
  void number(BigDecimal value) {
    BigInteger unscaled = value.unscaledValue();
    int scale = value.scale();
    if (scale < 0 || scale > MOST_SCALE || unscaled.bitLength() > LONG_BITS) {
      raw(value.toPlainString().getBytes(StandardCharsets.ISO_8859_1));
      return;
    }
    room(2 * MOST_DIGITS + 2);
    length = digits(unscaled.longValue(), scale);
  }

  /** Digits from the right; a point before the last {@code scale} of them, with a digit before. */
  private int digits(long value, int scale) {
    if (value == Long.MIN_VALUE) {
      byte[] text = Long.toString(value).getBytes(StandardCharsets.ISO_8859_1);
      System.arraycopy(text, 0, bytes, length, text.length);
      return length + text.length;
    }
    long left = Math.abs(value);
    int digits = 1;
    for (long rest = left / 10; rest > 0; rest /= 10) {
      digits++;
    }
    digits = Math.max(digits, scale + 1);
    int end = length + (value < 0 ? 1 : 0) + digits + (scale > 0 ? 1 : 0);
    int at = end;
    for (int i = 0; i < digits; i++) {
      if (i == scale && scale > 0) {
        bytes[--at] = '.';
      }
      bytes[--at] = (byte) ('0' + left % 10);
      left /= 10;
    }
    if (value < 0) {
      bytes[--at] = '-';
    }
    return end;
  }

  void moment(Instant value) {
    room(Rfc3339.MOST_BYTES + 2);
    bytes[length++] = '"';
    length = Rfc3339.write(value, bytes, length);
    bytes[length++] = '"';
  }

  void string(String text) {
    int chars = text.length();
    room(chars + 2);
    byte[] out = bytes;
    int at = length;
    out[at++] = '"';
    for (int i = 0; i < chars; i++) {
      char c = text.charAt(i);
      if (c < ' ' || c > '~' || c == '"' || c == '\\') {
        length = at;
        rest(text, i);
        return;
      }
      out[at++] = (byte) c;
    }
    out[at++] = '"';
    length = at;
  }

  /** From the first character on that is not written as it is. */
  private void rest(String text, int from) {
    room((text.length() - from) * 6 + 1);
    int i = from;
    while (i < text.length()) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      if (c == '"' || c == '\\') {
        bytes[length++] = '\\';
        bytes[length++] = (byte) c;
      } else if (c < ' ' || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
        escaped(c);
      } else {
        utf8(c);
      }
    }
    bytes[length++] = '"';
  }

  private void escaped(int c) {
    bytes[length++] = '\\';
    bytes[length++] = 'u';
    for (int shift = 12; shift >= 0; shift -= 4) {
      bytes[length++] = HEX[c >> shift & 0xF];
    }
  }

  private void utf8(int c) {
    if (c < 0x80) {
      bytes[length++] = (byte) c;
    } else if (c < 0x800) {
      bytes[length++] = (byte) (0xC0 | (c >> 6));
      bytes[length++] = (byte) (0x80 | (c & 0x3F));
    } else if (c < 0x10000) {
      bytes[length++] = (byte) (0xE0 | (c >> 12));
      bytes[length++] = (byte) (0x80 | ((c >> 6) & 0x3F));
      bytes[length++] = (byte) (0x80 | (c & 0x3F));
    } else {
      bytes[length++] = (byte) (0xF0 | (c >> 18));
      bytes[length++] = (byte) (0x80 | ((c >> 12) & 0x3F));
      bytes[length++] = (byte) (0x80 | ((c >> 6) & 0x3F));
      bytes[length++] = (byte) (0x80 | (c & 0x3F));
    }
  }
}
