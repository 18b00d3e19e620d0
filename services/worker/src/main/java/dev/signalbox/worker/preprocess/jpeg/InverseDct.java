package dev.signalbox.worker.preprocess.jpeg;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The accurate integer inverse DCT of libjpeg (Loeffler, Ligtenberg and Moschytz with 13 fractional
 * bits), bit for bit. Two columns, then two rows, go through at a time in the halves of a long: one
 * value plus 2^32 times the other, which sums and products by a constant keep.
 */
final class InverseDct {
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** Flag of {@link #write}: there is a coefficient besides the first. */
  static final int VARIES = 1 << 8;

  /** Flag: there is one in columns 4 to 7. */
  static final int WIDE = 1 << 9;

  /** Flag: there is one in rows 4 to 7. */
  static final int TALL = 1 << 10;

  /** Two fractional bits stay between the passes. */
  private static final int FIRST_SHIFT = 11;

  private static final long FIRST_ROUND = (1L << 32 | 1) << (FIRST_SHIFT - 1);
  private static final int LAST_SHIFT = 18;

  /**
   * Half a step, the 128 that samples are shifted by, and 2^31, which keeps both halves from
   * borrowing.
   */
  private static final long LAST_ROUND =
      (1L << 32 | 1) * ((1 << 17) + (128 << 18)) + (1L << 63 | 1L << 31);

  /** What 2^31 became by the last shift. */
  private static final long OFFSET = (1L << 32 | 1) << 13;

  private static final long SHIFTED = (1L << 32 | 1) * 0x3fff;
  private static final long ONES = 1L << 32 | 1;
  private static final long BYTES = ONES * 255;

  /** Rows 2 r and 2 r + 1 of column c at 8 r + c. */
  private final long[] rows = new long[32];

  private final long[] out = new long[8];

  /** Samples of rows 2 r and 2 r + 1 of column c at 8 r + c. */
  private final long[] found = new long[32];

  /**
   * Writes the block's 8x8 samples column by column and leaves it all zeros.
   *
   * @param block columns 2 p and 2 p + 1 of row r at 4 r + p
   * @param flags columns with anything below their first row in bits 0 to 7, and the flags above
   * @param at of the first sample in the plane
   * @param stride between columns
   * @param odd from the first sample of a column to the second when even and odd rows lie apart; 0
   *     when all eight lie together
   */
  void write(long[] block, int flags, byte[] plane, int at, int stride, int odd) {
    if ((flags & VARIES) == 0) {
      flat((int) block[0], plane, at, stride, odd);
      block[0] = 0;
      return;
    }
    boolean wide = (flags & WIDE) != 0;
    for (int pair = 0; pair < (wide ? 4 : 2); pair++) {
      if ((flags >> (2 * pair) & 3) == 0) {
        long both = block[pair] << 2;
        long left = (1L << 32 | 1) * (int) both;
        long right = (1L << 32 | 1) * ((both - (int) both) >> 32);
        for (int to = 2 * pair; to < 32; to += 8) {
          rows[to] = left;
          rows[to + 1] = right;
        }
      } else {
        columns(block, pair, (flags & TALL) != 0);
      }
    }
    long beyond = 0;
    for (int at8 = 0; at8 < 32; at8 += 8) {
      if (wide) {
        whole(rows, at8, 1, LAST_ROUND, out);
      } else {
        half(rows, at8, 1, LAST_ROUND, out);
      }
      for (int column = 0; column < 8; column++) {
        long both = (out[column] >>> LAST_SHIFT & SHIFTED) ^ OFFSET;
        found[at8 + column] = both;
        beyond |= both;
      }
    }
    if ((beyond & ~BYTES) != 0) {
      if (ShortDct.differs(block)) {
        ShortDct.transform(block, found);
      } else {
        for (int i = 0; i < 32; i++) {
          found[i] = clip(found[i]);
        }
      }
    }
    Arrays.fill(block, 0);
    samples(plane, at, stride, odd);
  }

  /** Both halves from 14 bits with a sign to 8 without. */
  private static long clip(long both) {
    long negative = ((both >>> 13) & ONES) * 255;
    long over = ((((both & (ONES * 0x1f00)) + (ONES * 0x1f00)) >>> 13) & ONES) * 255;
    return (both | over) & BYTES & ~negative;
  }

  private void samples(byte[] plane, int at, int stride, int odd) {
    for (int column = 0, to = at; column < 8; column++, to += stride) {
      long a = found[column];
      long b = found[8 + column];
      long c = found[16 + column];
      long d = found[24 + column];
      if (odd == 0) {
        long all =
            ((a | a >>> 24) & 0xffff)
                | ((b | b >>> 24) & 0xffff) << 16
                | ((c | c >>> 24) & 0xffff) << 32
                | (d | d >>> 24) << 48;
        LONGS.set(plane, to, all);
      } else {
        long all = a | b << 8 | c << 16 | d << 24;
        INTS.set(plane, to, (int) all);
        INTS.set(plane, to + odd, (int) (all >>> 32));
      }
    }
  }

  private static void flat(int first, byte[] plane, int at, int stride, int odd) {
    // In 16 bits, as libjpeg-turbo's vector code has it.
    int four = clip((((short) (first << 2) + 16) >> 5) + 128) * 0x01010101;
    int other = odd == 0 ? 4 : odd;
    for (int x = 0, to = at; x < 8; x++, to += stride) {
      INTS.set(plane, to, four);
      INTS.set(plane, to + other, four);
    }
  }

  private void columns(long[] block, int pair, boolean tall) {
    if (tall) {
      whole(block, pair, 4, FIRST_ROUND, out);
    } else {
      half(block, pair, 4, FIRST_ROUND, out);
    }
    for (int row = 0, to = 2 * pair; row < 8; row += 2, to += 8) {
      long upper = out[row];
      long lower = out[row + 1];
      int left = (int) upper;
      int right = (int) lower;
      rows[to] = (left >> FIRST_SHIFT) + ((long) (right >> FIRST_SHIFT) << 32);
      rows[to + 1] =
          ((upper - left) >> (32 + FIRST_SHIFT)) + ((lower - right) >> (32 + FIRST_SHIFT) << 32);
    }
  }

  /** One dimension, of eight values {@code step} apart, not yet shifted down. */
  private static void whole(long[] in, int at, int step, long round, long[] out) {
    long v2 = in[at + 2 * step];
    long v6 = in[at + 6 * step];
    long both = (v2 + v6) * 4433;
    long c = both - v6 * 15137;
    long d = both + v2 * 6270;
    long a = ((in[at] + in[at + 4 * step]) << 13) + round;
    long b = ((in[at] - in[at + 4 * step]) << 13) + round;
    long o1 = in[at + step];
    long o3 = in[at + 3 * step];
    long o5 = in[at + 5 * step];
    long o7 = in[at + 7 * step];
    long z5 = (o7 + o3 + o5 + o1) * 9633;
    long z3 = z5 - (o7 + o3) * 16069;
    long z4 = z5 - (o5 + o1) * 3196;
    long z1 = (o7 + o1) * 7373;
    long z2 = (o5 + o3) * 20995;
    finish(
        a,
        b,
        c,
        d,
        o7 * 2446 - z1 + z3,
        o5 * 16819 - z2 + z4,
        o3 * 25172 - z2 + z3,
        o1 * 12299 - z1 + z4,
        out);
  }

  /** The same when the last four values are 0. */
  private static void half(long[] in, int at, int step, long round, long[] out) {
    long v2 = in[at + 2 * step];
    long a = (in[at] << 13) + round;
    long o1 = in[at + step];
    long o3 = in[at + 3 * step];
    long z5 = (o3 + o1) * 9633;
    long z3 = z5 - o3 * 16069;
    long z4 = z5 - o1 * 3196;
    long z1 = o1 * 7373;
    long z2 = o3 * 20995;
    finish(
        a,
        a,
        v2 * 4433,
        v2 * 10703,
        z3 - z1,
        z4 - z2,
        o3 * 25172 - z2 + z3,
        o1 * 12299 - z1 + z4,
        out);
  }

  @SuppressWarnings("ParameterNumber") // the even and the odd half of a butterfly
  private static void finish(
      long a, long b, long c, long d, long p0, long p1, long p2, long p3, long[] out) {
    out[0] = a + d + p3;
    out[7] = a + d - p3;
    out[1] = b + c + p2;
    out[6] = b + c - p2;
    out[2] = b - c + p1;
    out[5] = b - c - p1;
    out[3] = a - d + p0;
    out[4] = a - d - p0;
  }

  private static int clip(int value) {
    return value < 0 ? 0 : Math.min(value, 255);
  }
}
