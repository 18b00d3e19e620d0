package dev.signalbox.worker.preprocess;

/**
 * Arithmetic on arrays of the same length, written so plainly that the compiler makes vector code
 * of it: one array is written, all are indexed alike, and there are few of them.
 */
final class Lanes {
  /** Fractional bits of weights. */
  static final int FRACTION_BITS = 22;

  private static final int HALF = 1 << (FRACTION_BITS - 1);

  private Lanes() {}

  /**
   * Weighted sums of {@code taps} arrays (a multiple of four), which are {@code step} apart in a
   * ring, from {@code first} on.
   *
   * @param weights in fixed point, from {@code at} on
   */
  @SuppressWarnings("ParameterNumber") // which arrays, which weights
  static void weigh(
      int[] sums, int[][] ring, int first, int step, int[] weights, int at, int taps) {
    int next = first % ring.length;
    for (int j = 0; j < taps; j += 4) {
      int[] p = ring[next];
      next = (next + step) % ring.length;
      int[] q = ring[next];
      next = (next + step) % ring.length;
      int[] r = ring[next];
      next = (next + step) % ring.length;
      int[] s = ring[next];
      next = (next + step) % ring.length;
      int a = weights[at + j];
      int b = weights[at + j + 1];
      int c = weights[at + j + 2];
      int d = weights[at + j + 3];
      if (j == 0) {
        begin(sums, p, q, r, s, a, b, c, d);
      } else {
        add(sums, p, q, r, s, a, b, c, d);
      }
    }
  }

  @SuppressWarnings("ParameterNumber") // four arrays and their weights
  private static void begin(
      int[] sums, int[] p, int[] q, int[] r, int[] s, int a, int b, int c, int d) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] = HALF + p[i] * a + q[i] * b + r[i] * c + s[i] * d;
    }
  }

  @SuppressWarnings("ParameterNumber")
  private static void add(
      int[] sums, int[] p, int[] q, int[] r, int[] s, int a, int b, int c, int d) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += p[i] * a + q[i] * b + r[i] * c + s[i] * d;
    }
  }

  /** Four of these sums, rounded and clipped to bytes, in one int each, the first one lowest. */
  static void pack(int[] out, int[] a, int[] b, int[] c, int[] d) {
    for (int i = 0; i < out.length; i++) {
      out[i] =
          Math.max(0, Math.min(255, a[i] >> FRACTION_BITS))
              | Math.max(0, Math.min(255, b[i] >> FRACTION_BITS)) << 8
              | Math.max(0, Math.min(255, c[i] >> FRACTION_BITS)) << 16
              | Math.max(0, Math.min(255, d[i] >> FRACTION_BITS)) << 24;
    }
  }

  /** One of the four bytes of each int. */
  static void unpack(int[] out, int[] packed, int shift) {
    for (int i = 0; i < out.length; i++) {
      out[i] = packed[i] >>> shift & 255;
    }
  }

  /** Six columns become six neighbours of each row, from {@code at} on. */
  static void turn(int[][] columns, int[][] rows, int at) {
    int[] a = columns[0];
    int[] b = columns[1];
    int[] c = columns[2];
    int[] d = columns[3];
    int[] e = columns[4];
    int[] f = columns[5];
    for (int i = 0; i < rows.length; i++) {
      int[] row = rows[i];
      row[at] = a[i];
      row[at + 1] = b[i];
      row[at + 2] = c[i];
      row[at + 3] = d[i];
      row[at + 4] = e[i];
      row[at + 5] = f[i];
    }
  }
}
