package dev.signalbox.ingress.upstream;

import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Gathers a body in one array, sized at once where its length is announced. */
final class WholeBody {
  private static final int FIRST_BYTES = 2048;

  private final int most;
  private byte[] bytes;
  private int length;

  /**
   * @param announced the content-length header, if there is one
   */
  WholeBody(int most, @Nullable String announced) {
    this.most = most;
    this.bytes = new byte[Math.min(most, announced == null ? FIRST_BYTES : parse(announced))];
  }

  private static int parse(String announced) {
    try {
      return (int) Math.max(0, Math.min(Integer.MAX_VALUE - 16, Long.parseLong(announced.strip())));
    } catch (NumberFormatException e) {
      return FIRST_BYTES;
    }
  }

  /** False when the body is larger than allowed; nothing is kept of the piece then. */
  boolean add(Buffer piece) {
    int needed = length + piece.length();
    if (needed > most) {
      return false;
    }
    if (needed > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.min(most, Math.max(needed, bytes.length * 2)));
    }
    piece.getBytes(bytes, length);
    length = needed;
    return true;
  }

  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }
}
