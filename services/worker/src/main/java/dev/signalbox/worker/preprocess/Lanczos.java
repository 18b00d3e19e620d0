package dev.signalbox.worker.preprocess;

/**
 * Pillow's LANCZOS resampling of 8-bit pictures, bit for bit: separable, horizontal pass first,
 * each pass rounded to 8 bits, weights in fixed point with 22 fractional bits. Formula: Pillow's
 * {@code Resample.c} as described in the project's checkpoint specification, section 3.
 */
public final class Lanczos {
  private static final int FRACTION_BITS = 22;
  private static final double LOBES = 3.0;

  private Lanczos() {}

  /** Resizes to exactly width x height; the same size returns the picture itself. */
  public static RgbImage resize(RgbImage image, int width, int height) {
    RgbImage current = image;
    if (width != current.width()) {
      current = horizontal(current, width);
    }
    if (height != current.height()) {
      current = vertical(current, height);
    }
    return current;
  }

  private static RgbImage horizontal(RgbImage in, int width) {
    Weights weights = Weights.of(in.width(), width);
    int height = in.height();
    byte[] source = in.rgb();
    byte[] out = new byte[width * height * 3];
    int[] kernel = weights.kernel;
    for (int y = 0; y < height; y++) {
      int row = y * in.width() * 3;
      int target = y * width * 3;
      for (int x = 0; x < width; x++, target += 3) {
        int red = 1 << (FRACTION_BITS - 1);
        int green = red;
        int blue = red;
        int at = row + weights.first[x] * 3;
        int k = x * weights.stride;
        for (int end = k + weights.count[x]; k < end; k++, at += 3) {
          int weight = kernel[k];
          red += (source[at] & 0xff) * weight;
          green += (source[at + 1] & 0xff) * weight;
          blue += (source[at + 2] & 0xff) * weight;
        }
        out[target] = clip(red);
        out[target + 1] = clip(green);
        out[target + 2] = clip(blue);
      }
    }
    return new RgbImage(width, height, out);
  }

  private static RgbImage vertical(RgbImage in, int height) {
    Weights weights = Weights.of(in.height(), height);
    int line = in.width() * 3;
    byte[] source = in.rgb();
    byte[] out = new byte[line * height];
    int[] sums = new int[line];
    for (int y = 0; y < height; y++) {
      java.util.Arrays.fill(sums, 1 << (FRACTION_BITS - 1));
      for (int j = 0; j < weights.count[y]; j++) {
        int weight = weights.kernel[y * weights.stride + j];
        int at = (weights.first[y] + j) * line;
        for (int x = 0; x < line; x++) {
          sums[x] += (source[at + x] & 0xff) * weight;
        }
      }
      int target = y * line;
      for (int x = 0; x < line; x++) {
        out[target + x] = clip(sums[x]);
      }
    }
    return new RgbImage(in.width(), height, out);
  }

  private static byte clip(int sum) {
    int value = sum >> FRACTION_BITS;
    return (byte) (value < 0 ? 0 : Math.min(value, 255));
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

    static Weights of(int inSize, int outSize) {
      double scale = (double) inSize / outSize;
      double filterScale = Math.max(scale, 1.0);
      double support = LOBES * filterScale;
      double inverse = 1.0 / filterScale;
      Weights weights = new Weights(outSize, (int) Math.ceil(support) * 2 + 1);
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
