package dev.signalbox.worker.preprocess.jpeg;

/**
 * Chroma and colours of whole arrays of the same length, written so plainly that the compiler makes
 * vector code of it.
 */
final class ColourLanes {
  // BT.601 in 16 bits of fraction.
  private static final int RED = 91881; // 1.402
  private static final int BLUE = 116130; // 1.772
  private static final int GREEN_OF_RED = 46802; // 0.71414
  private static final int GREEN_OF_BLUE = 22554; // 0.34414
  private static final int HALF = 1 << 15;
  private static final int GREEN_BASE = HALF + 128 * (GREEN_OF_BLUE + GREEN_OF_RED);

  private ColourLanes() {}

  /** {@code (3 * near + far + round) >> shift}. */
  static void three(int[] out, int[] near, int[] far, int round, int shift) {
    for (int i = 0; i < out.length; i++) {
      out[i] = (3 * near[i] + far[i] + round) >> shift;
    }
  }

  static void red(int[] out, int[] luma, int[] redness) {
    tint(out, luma, redness, RED, HALF - 128 * RED);
  }

  static void green(int[] out, int[] luma, int[] blueness, int[] redness) {
    shade(out, luma, blueness, redness, GREEN_OF_BLUE, GREEN_OF_RED, GREEN_BASE);
  }

  static void blue(int[] out, int[] luma, int[] blueness) {
    tint(out, luma, blueness, BLUE, HALF - 128 * BLUE);
  }

  /** {@code base + ((factor * chroma + offset) >> 16)}, clipped. */
  private static void tint(int[] out, int[] base, int[] chroma, int factor, int offset) {
    for (int i = 0; i < out.length; i++) {
      out[i] = Math.max(0, Math.min(255, base[i] + ((factor * chroma[i] + offset) >> 16)));
    }
  }

  /** The same with two chromas, whose products are subtracted. */
  @SuppressWarnings("ParameterNumber") // two of each
  private static void shade(
      int[] out, int[] base, int[] first, int[] second, int one, int other, int offset) {
    for (int i = 0; i < out.length; i++) {
      out[i] =
          Math.max(
              0, Math.min(255, base[i] + ((offset - one * first[i] - other * second[i]) >> 16)));
    }
  }
}
