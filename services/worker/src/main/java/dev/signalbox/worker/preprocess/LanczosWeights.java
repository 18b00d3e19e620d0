package dev.signalbox.worker.preprocess;

/**
 * Fixed-point weights of each output position of one dimension: {@code count} taps from input
 * position {@code first}. Formula: Pillow's {@code Resample.c} as described in the project's
 * checkpoint specification, section 3.
 */
final class LanczosWeights {
  private static final double LOBES = 3.0;

  /** Weights of a position, a multiple of four; beyond its own they are 0. */
  final int stride;

  final int[] first;
  final int[] count;
  final int[] kernel;

  private LanczosWeights(int size, int stride) {
    this.stride = stride;
    this.first = new int[size];
    this.count = new int[size];
    this.kernel = new int[Math.multiplyExact(size, stride)];
  }

  /** A position's taps, in whole fours. */
  int taps(int position) {
    return (count[position] + 3) & ~3;
  }

  /** Input positions that come before a position's last tap, that one included. */
  int end(int position) {
    return first[position] + count[position];
  }

  static LanczosWeights of(int inSize, int outSize) {
    return inSize == outSize ? same(inSize) : resizing(inSize, outSize);
  }

  /** Every position from its own, unchanged. */
  private static LanczosWeights same(int size) {
    LanczosWeights weights = new LanczosWeights(size, 4);
    for (int i = 0; i < size; i++) {
      weights.first[i] = i;
      weights.count[i] = 1;
      weights.kernel[4 * i] = 1 << Lanes.FRACTION_BITS;
    }
    return weights;
  }

  private static LanczosWeights resizing(int inSize, int outSize) {
    double scale = (double) inSize / outSize;
    double filterScale = Math.max(scale, 1.0);
    double support = LOBES * filterScale;
    double inverse = 1.0 / filterScale;
    LanczosWeights weights = new LanczosWeights(outSize, ((int) Math.ceil(support) * 2 + 4) & ~3);
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
        double weight = (total == 0 ? taps[j] : taps[j] / total) * (1 << Lanes.FRACTION_BITS);
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
