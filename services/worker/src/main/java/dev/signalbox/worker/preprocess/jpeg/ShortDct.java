package dev.signalbox.worker.preprocess.jpeg;

/**
 * The inverse DCT for coefficients that no encoder makes of a picture: libjpeg-turbo's vector code,
 * which Pillow runs, computes in 16 bits here and there, where these overflow or are cut off.
 */
final class ShortDct {
  /** Below this sum of all coefficients' sizes nothing overflows. */
  private static final long SAFE = 5_800;

  private ShortDct() {}

  /**
   * Whether the result may be another one than {@link InverseDct}'s.
   *
   * @param block columns 2 p and 2 p + 1 of row r at 4 r + p
   */
  static boolean differs(long[] block) {
    long sum = 0;
    for (long both : block) {
      int left = (int) both;
      sum += Math.abs((long) left) + Math.abs((both - left) >> 32);
    }
    return sum >= SAFE;
  }

  /**
   * Transforms a block with coefficients beyond its first row.
   *
   * @param out samples of rows 2 r and 2 r + 1 of column c at 8 r + c
   */
  static void transform(long[] block, long[] out) {
    int[] values = new int[64];
    boolean flat = true;
    for (int i = 0; i < 32; i++) {
      int left = (int) block[i];
      values[2 * i] = (short) left;
      values[2 * i + 1] = (short) ((block[i] - left) >> 32);
      flat &= i < 4 || block[i] == 0;
    }
    for (int column = 0; column < 8; column++) {
      if (flat) {
        for (int row = 7; row >= 0; row--) {
          values[8 * row + column] = (short) (values[column] << 2);
        }
      } else {
        pass(values, column, 8, 11);
      }
    }
    for (int row = 0; row < 8; row++) {
      pass(values, 8 * row, 1, 18);
    }
    for (int row = 0; row < 8; row += 2) {
      for (int column = 0; column < 8; column++) {
        long upper = sample(values[8 * row + column]);
        long lower = sample(values[8 * (row + 1) + column]);
        out[4 * row + column] = upper | lower << 32;
      }
    }
  }

  private static int sample(int value) {
    return Math.max(0, Math.min(255, value + 128));
  }

  private static void pass(int[] v, int at, int step, int shift) {
    int v2 = v[at + 2 * step];
    int v6 = v[at + 6 * step];
    int c = v2 * 4433 + v6 * (4433 - 15137);
    int d = v2 * (4433 + 6270) + v6 * 4433;
    int a = (short) (v[at] + v[at + 4 * step]) << 13;
    int b = (short) (v[at] - v[at + 4 * step]) << 13;
    int o1 = v[at + step];
    int o3 = v[at + 3 * step];
    int o5 = v[at + 5 * step];
    int o7 = v[at + 7 * step];
    int z3 = (short) (o7 + o3);
    int z4 = (short) (o5 + o1);
    int of3 = z3 * (9633 - 16069) + z4 * 9633;
    int of4 = z3 * 9633 + z4 * (9633 - 3196);
    int p0 = o7 * (2446 - 7373) - o1 * 7373 + of3;
    int p1 = o5 * (16819 - 20995) - o3 * 20995 + of4;
    int p2 = o3 * (25172 - 20995) - o5 * 20995 + of3;
    int p3 = o1 * (12299 - 7373) - o7 * 7373 + of4;
    put(v, at, step, shift, 0, a + d, p3);
    put(v, at, step, shift, 1, b + c, p2);
    put(v, at, step, shift, 2, b - c, p1);
    put(v, at, step, shift, 3, a - d, p0);
  }

  @SuppressWarnings("ParameterNumber") // where, and the two halves of a butterfly
  private static void put(int[] v, int at, int step, int shift, int place, int even, int odd) {
    int half = 1 << (shift - 1);
    v[at + place * step] = cut((even + odd + half) >> shift);
    v[at + (7 - place) * step] = cut((even - odd + half) >> shift);
  }

  private static int cut(int value) {
    return Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, value));
  }
}
