package dev.signalbox.worker.preprocess.jpeg;

/**
 * Chroma and colours of whole arrays of the same length, written so plainly that the compiler makes
 * vector code of it.
 */
final class ColourLanes {
  private ColourLanes() {}

  /** {@code (3 * near + far + round) >> shift}. */
  static void three(int[] out, int[] near, int[] far, int round, int shift) {
    for (int i = 0; i < out.length; i++) {
      out[i] = (3 * near[i] + far[i] + round) >> shift;
    }
  }

  /** {@code base + ((factor * chroma + offset) >> 16)}, clipped. */
  static void tint(int[] out, int[] base, int[] chroma, int factor, int offset) {
    for (int i = 0; i < out.length; i++) {
      out[i] = Math.max(0, Math.min(255, base[i] + ((factor * chroma[i] + offset) >> 16)));
    }
  }

  /** The same with two chromas, whose products are subtracted. */
  @SuppressWarnings("ParameterNumber") // two of each
  static void shade(
      int[] out, int[] base, int[] first, int[] second, int one, int other, int offset) {
    for (int i = 0; i < out.length; i++) {
      out[i] =
          Math.max(
              0, Math.min(255, base[i] + ((offset - one * first[i] - other * second[i]) >> 16)));
    }
  }
}
