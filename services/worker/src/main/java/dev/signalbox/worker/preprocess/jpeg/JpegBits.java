package dev.signalbox.worker.preprocess.jpeg;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Coefficients out of the entropy-coded bytes of a sequential JPEG. Beyond a marker or the end it
 * gives zeros, and {@link #overrun} tells that they were used.
 */
final class JpegBits {
  static final VarHandle WORDS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long TOPS = 0x8080808080808080L;

  /** Row times 8 plus column of each place of the zigzag. */
  private static final int[] NATURAL = {
    0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20,
    13, 6, 7, 14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59,
    52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63
  };

  /**
   * What a coefficient in each place of the zigzag means to {@link InverseDct#write}, and from bit
   * 16 on its natural place.
   */
  static final int[] MEANT = new int[64];

  static {
    for (int k = 1; k < 64; k++) {
      int row = NATURAL[k] >> 3;
      int column = NATURAL[k] & 7;
      MEANT[k] =
          NATURAL[k] << 16
              | InverseDct.VARIES
              | (row > 0 ? 1 << column : 0)
              | (row > 3 ? InverseDct.TALL : 0)
              | (column > 3 ? InverseDct.WIDE : 0);
    }
  }

  private final byte[] data;
  private int at;
  // The next bits, the first one on top; below the last one zeros.
  private long bits;
  private int count;
  // How many of them are no bits of the data.
  private int made;

  JpegBits(byte[] data, int at) {
    this.data = data;
    this.at = at;
  }

  /** Whether more bits were taken than there were. */
  boolean overrun() {
    return count < made;
  }

  /** Whether the picture's end comes next. */
  boolean atEnd() {
    return at + 2 <= data.length && data[at] == (byte) 0xff && data[at + 1] == (byte) 0xd9;
  }

  /** Skips to after a restart marker of this number, 0 to 7; false when there is none. */
  boolean restart(int number) {
    bits = 0;
    count = 0;
    made = 0;
    if (at + 2 > data.length || data[at] != (byte) 0xff || data[at + 1] != (byte) (0xd0 + number)) {
      return false;
    }
    at += 2;
    return true;
  }

  /** Whether none of eight bytes is 0xff, which would begin a marker or a stuffed zero. */
  static boolean isPlain(long word) {
    return ((~word - ONES) & word & TOPS) == 0;
  }

  private void refill() {
    if (at + 8 <= data.length) {
      long word = (long) WORDS.get(data, at);
      if (isPlain(word)) {
        int bytes = (64 - count) >> 3;
        bits |= (word >>> (64 - 8 * bytes)) << (64 - 8 * bytes) >>> count;
        count += 8 * bytes;
        at += bytes;
        return;
      }
    }
    while (count <= 56) {
      long next = 0;
      if (at < data.length && data[at] != (byte) 0xff) {
        next = data[at++] & 0xff;
      } else if (at + 1 < data.length && data[at + 1] == 0) {
        next = 0xff;
        at += 2;
      } else {
        made += 8;
      }
      bits |= next << (56 - count);
      count += 8;
    }
  }

  /**
   * Reads a block's coefficients and multiplies them by the quantiser's, both in zigzag order
   * there; they go to their natural places of a block of zeros, laid out as {@link
   * InverseDct#write} wants it.
   *
   * @param before the first coefficient of the component's block before, not multiplied
   * @return that of this block in the upper 32 bits and {@link InverseDct#write}'s flags in the
   *     lower; {@link Long#MIN_VALUE} when the bits are no block
   */
  long block(long[] block, HuffmanTable first, HuffmanTable others, int[] quantiser, int before) {
    if (count < 32) {
      refill();
    }
    int entry = first.entries[(int) (bits >>> (64 - HuffmanTable.LOOK))];
    if ((entry & 31) == 0) {
      entry = first.longer((int) (bits >>> 48));
    }
    int used = entry & 31;
    int value = entry >> 16;
    if (used == 0 || (entry & 0xf00) != 0) {
      return Long.MIN_VALUE;
    }
    bits <<= used;
    count -= used;
    if ((entry & HuffmanTable.VALUED) == 0) {
      value = value == 0 ? 0 : signed(value);
    }
    int start = before + value;
    int product = start * quantiser[0];
    block[0] = product;
    int flags = 0;
    int[] entries = others.entries;
    for (int k = 1; k < 64; k++) {
      if (count < 32) {
        refill();
      }
      entry = entries[(int) (bits >>> (64 - HuffmanTable.LOOK))];
      if ((entry & 31) == 0) {
        entry = others.longer((int) (bits >>> 48));
        if (entry == 0) {
          return Long.MIN_VALUE;
        }
      }
      used = entry & 31;
      bits <<= used;
      count -= used;
      int run = (entry >> 8) & 15;
      value = entry >> 16;
      if ((entry & HuffmanTable.VALUED) == 0) {
        if (value == 0) {
          if (run < 15) {
            break;
          }
          k += 15;
          continue;
        }
        value = signed(value);
      }
      k += run;
      if (k > 63) {
        return Long.MIN_VALUE;
      }
      int meant = MEANT[k];
      int place = meant >> 16;
      int coefficient = value * quantiser[k];
      block[place >> 1] += (long) coefficient << ((place & 1) << 5);
      flags |= meant;
    }
    return ((long) start << 32) | (flags & 0xffff);
  }

  private int signed(int size) {
    int value = (int) (bits >>> (64 - size));
    bits <<= size;
    count -= size;
    return value < 1 << (size - 1) ? value + 1 - (1 << size) : value;
  }
}
