package dev.signalbox.worker.preprocess;

import java.util.Arrays;

/**
 * Pillow's LANCZOS resampling of 8-bit pictures, bit for bit: separable, horizontal pass first,
 * each pass rounded to 8 bits, weights in fixed point with 22 fractional bits. Formula: Pillow's
 * {@code Resample.c} as described in the project's checkpoint specification, section 3.
 */
public final class Lanczos {
  private static final int FRACTION_BITS = 22;
  private static final int HALF = 1 << (FRACTION_BITS - 1);
  private static final double LOBES = 3.0;

  private Lanczos() {}

  /** Resizes to exactly width x height; the same size returns the picture itself. */
  public static RgbImage resize(Pixels image, int width, int height) {
    if (width == image.width() && height == image.height()) {
      return image.image();
    }
    Weights across = Weights.of(image.width(), width);
    Weights down = Weights.of(image.height(), height);
    Rows rows = new Rows(image, across, width, down.stride + 2);
    int line = width * 3;
    byte[] out = new byte[Math.multiplyExact(line, height)];
    int[] sums = new int[line];
    for (int y = 0; y < height; y++) {
      Arrays.fill(sums, HALF);
      for (int j = 0; j < down.count[y]; j++) {
        add(sums, rows.row(down.first[y] + j), down.kernel[y * down.stride + j]);
      }
      clip(sums);
      int target = y * line;
      for (int x = 0; x < line; x++) {
        out[target + x] = (byte) sums[x];
      }
    }
    return new RgbImage(width, height, out);
  }

  /** So plain that the compiler makes vector code of it. */
  private static void add(int[] sums, int[] row, int weight) {
    for (int x = 0; x < sums.length; x++) {
      sums[x] += row[x] * weight;
    }
  }

  /** Sums to 0 to 255, in bits alone for the same reason. */
  private static void clip(int[] sums) {
    for (int x = 0; x < sums.length; x++) {
      int value = sums[x] >> FRACTION_BITS;
      int over = 255 - (value & ~(value >> 31));
      sums[x] = 255 - (over & ~(over >> 31));
    }
  }

  /** The picture's rows, resized across as they are asked for; the latest ones are kept. */
  private static final class Rows {
    private final Pixels image;
    private final Weights across;
    private final int width;
    private final int[][] kept;
    private final long[] lanes;
    private final long[] sums;
    private final int taps;
    private int done;

    Rows(Pixels image, Weights across, int width, int most) {
      this.image = image;
      this.across = across;
      this.width = width;
      int rows = Math.min(most + (most & 1), image.height() + (image.height() & 1));
      this.kept = new int[rows][width * 3];
      this.taps = across.taps();
      this.lanes = new long[(image.width() + taps) * 3];
      this.sums = new long[width * 3];
    }

    /** A row, not before the latest ones. */
    int[] row(int y) {
      while (done <= y) {
        image.pair(done, lanes);
        pair(kept[done % kept.length], kept[(done + 1) % kept.length]);
        done += 2;
      }
      return kept[y % kept.length];
    }

    /** Both rows at once, in the halves of a long: what the lower one borrows is given back. */
    private void pair(int[] upper, int[] lower) {
      Arrays.fill(sums, HALF * (1L << 32 | 1));
      for (int tap = 0; tap < taps; tap += 4) {
        four(tap);
      }
      for (int i = 0; i < sums.length; i++) {
        long sum = sums[i];
        int own = (int) sum;
        upper[i] = clip(own);
        lower[i] = clip((int) ((sum - own) >> 32));
      }
    }

    /** Four taps of every position: a loop of thousands of turns, which compilers do best. */
    private void four(int tap) {
      int[] first = across.first;
      int[] kernel = across.kernel;
      int stride = across.stride;
      for (int x = 0, to = 0, k = tap; x < width; x++, to += 3, k += stride) {
        int at = (first[x] + tap) * 3;
        long a = kernel[k];
        long b = kernel[k + 1];
        long c = kernel[k + 2];
        long d = kernel[k + 3];
        sums[to] += lanes[at] * a + lanes[at + 3] * b + lanes[at + 6] * c + lanes[at + 9] * d;
        sums[to + 1] +=
            lanes[at + 1] * a + lanes[at + 4] * b + lanes[at + 7] * c + lanes[at + 10] * d;
        sums[to + 2] +=
            lanes[at + 2] * a + lanes[at + 5] * b + lanes[at + 8] * c + lanes[at + 11] * d;
      }
    }

    private static int clip(int sum) {
      int value = sum >> FRACTION_BITS;
      return (value & ~255) == 0 ? value : value < 0 ? 0 : 255;
    }
  }

  /**
   * Fixed-point weights of each output position: {@code count} taps from input position {@code
   * first}.
   */
  private static final class Weights {
    final int stride;
    final int[] first;
    final int[] count;
    final int[] kernel;

    private Weights(int size, int stride) {
      this.stride = stride;
      this.first = new int[size];
      this.count = new int[size];
      this.kernel = new int[Math.multiplyExact(size, stride)];
    }

    /** The most that any position has, in whole fours; beyond a position's own they are 0. */
    int taps() {
      return (Arrays.stream(count).max().orElseThrow() + 3) & ~3;
    }

    static Weights of(int inSize, int outSize) {
      return inSize == outSize ? same(inSize) : resizing(inSize, outSize);
    }

    /** Every position from its own, unchanged. */
    private static Weights same(int size) {
      Weights weights = new Weights(size, 4);
      Arrays.setAll(weights.first, i -> i);
      Arrays.fill(weights.count, 1);
      Arrays.setAll(weights.kernel, i -> i % 4 == 0 ? 1 << FRACTION_BITS : 0);
      return weights;
    }

    private static Weights resizing(int inSize, int outSize) {
      double scale = (double) inSize / outSize;
      double filterScale = Math.max(scale, 1.0);
      double support = LOBES * filterScale;
      double inverse = 1.0 / filterScale;
      Weights weights = new Weights(outSize, ((int) Math.ceil(support) * 2 + 4) & ~3);
      double[] taps = new double[weights.stride];
      for (int i = 0; i < outSize; i++) {
        double center = (i + 0.5) * scale;
        int low = Math.max((int) (center - support + 0.5), 0);
        int high = Math.min((int) (center + support + 0.5), inSize);
        double total = 0;
        for (int j = 0; j < high - low; j++) {
          taps[j] = lanczos((j + low - center + 0.5) * inverse);
          total += taps[j];
        }
        weights.first[i] = low;
        weights.count[i] = high - low;
        for (int j = 0; j < high - low; j++) {
          double weight = (total == 0 ? taps[j] : taps[j] / total) * (1 << FRACTION_BITS);
          weights.kernel[i * weights.stride + j] = (int) (weight < 0 ? weight - 0.5 : weight + 0.5);
        }
      }
      return weights;
    }

    private static double lanczos(double x) {
      return -LOBES <= x && x < LOBES ? sinc(x) * sinc(x / LOBES) : 0.0;
    }

    private static double sinc(double x) {
      if (x == 0.0) {
        return 1.0;
      }
      double angle = x * Math.PI;
      return Math.sin(angle) / angle;
    }
  }
}
