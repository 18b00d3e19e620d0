package dev.signalbox.worker.preprocess;

/**
 * A decoded JPEG in its planes, which become RGB as libjpeg-turbo does it: chroma enlarged by the
 * triangle filter ("fancy" upsampling), BT.601 in 16 bits of fraction. Two rows go through at a
 * time in the halves of a long, none of which ever is negative.
 */
final class JpegPixels implements Pixels {
  private static final long BOTH = 1L << 32 | 1;
  private static final long BYTES = 255 * BOTH;
  private static final long SHORTS = 65535 * BOTH;

  // Each colour's sum is 256 too large, which keeps it positive and shows what is to be clipped.
  private static final int RED = 91881; // 1.402
  private static final int BLUE = 116130; // 1.772
  private static final int GREEN_OF_RED = 46802; // 0.71414
  private static final int GREEN_OF_BLUE = 22554; // 0.34414
  private static final int HALF = 1 << 15;
  private static final int OVER = 256 << 16;
  private static final long RED_BASE = BOTH * (OVER + HALF - 128 * RED);
  private static final long BLUE_BASE = BOTH * (OVER + HALF - 128 * BLUE);
  private static final long GREEN_BASE =
      BOTH * (OVER + HALF + 128 * (GREEN_OF_RED + GREEN_OF_BLUE));
  private static final long BIAS = 256 * BOTH;

  private final JpegFrame frame;
  private final JpegPlane[] planes;
  private final int samples;
  // Chroma of two rows, with the first and last repeated beside them.
  private final long[] blue;
  private final long[] red;

  JpegPixels(JpegFrame frame, JpegPlane[] planes) {
    this.frame = frame;
    this.planes = planes;
    this.samples = Math.ceilDiv(frame.width(), frame.across());
    this.blue = new long[samples + 2];
    this.red = new long[samples + 2];
  }

  @Override
  public int width() {
    return frame.width();
  }

  @Override
  public int height() {
    return frame.height();
  }

  @Override
  public RgbImage image() {
    int line = frame.width() * 3;
    byte[] rgb = new byte[Math.multiplyExact(line, frame.height())];
    long[] lanes = new long[line];
    for (int y = 0; y < frame.height(); y += 2) {
      pair(y, lanes);
      int upper = y * line;
      if (y + 1 == frame.height()) {
        for (int i = 0; i < line; i++) {
          rgb[upper + i] = (byte) lanes[i];
        }
      } else {
        int lower = upper + line;
        for (int i = 0; i < line; i++) {
          rgb[upper + i] = (byte) lanes[i];
          rgb[lower + i] = (byte) (lanes[i] >> 32);
        }
      }
    }
    return new RgbImage(frame.width(), frame.height(), rgb);
  }

  @Override
  public void pair(int y, long[] lanes) {
    if (planes.length == 1) {
      grey(y, lanes);
      return;
    }
    down(planes[1], y, blue);
    down(planes[2], y, red);
    if (frame.across() == 1) {
      single(y, lanes);
    } else {
      doubled(y, lanes);
    }
  }

  private void grey(int y, long[] lanes) {
    byte[] luma = planes[0].samples();
    int upper = planes[0].row(y);
    int lower = planes[0].row(y + 1);
    for (int x = 0, to = 0; x < frame.width(); x++, to += 3) {
      long both = lane(luma, upper + x, lower + x);
      lanes[to] = both;
      lanes[to + 1] = both;
      lanes[to + 2] = both;
    }
  }

  private static long lane(byte[] samples, int upper, int lower) {
    return (samples[upper] & 0xffL) | (samples[lower] & 0xffL) << 32;
  }

  /**
   * Two rows of chroma: where it was halved in height three parts of the row's own and one of the
   * nearer neighbour, which stay four times too large when it was halved in width too.
   */
  private void down(JpegPlane chroma, int y, long[] out) {
    byte[] from = chroma.samples();
    if (frame.down() == 1) {
      int upper = chroma.row(y);
      int lower = chroma.row(y + 1);
      for (int x = 0; x < samples; x++) {
        out[x + 1] = lane(from, upper + x, lower + x);
      }
    } else {
      int last = Math.ceilDiv(frame.height(), 2) - 1;
      int own = chroma.row(y / 2);
      int above = chroma.row(Math.max(0, y / 2 - 1));
      int below = chroma.row(Math.min(last, y / 2 + 1));
      for (int x = 0; x < samples; x++) {
        out[x + 1] = 3 * BOTH * (from[own + x] & 0xffL) + lane(from, above + x, below + x);
      }
      if (frame.across() == 1) {
        for (int x = 1; x <= samples; x++) {
          out[x] = (out[x] + (2L << 32 | 1)) >>> 2 & BYTES;
        }
      }
    }
    out[0] = out[1];
    out[samples + 1] = out[samples];
  }

  private void single(int y, long[] lanes) {
    byte[] luma = planes[0].samples();
    int upper = planes[0].row(y);
    int lower = planes[0].row(y + 1);
    for (int x = 0, to = 0; x < frame.width(); x++, to += 3) {
      pixels(lanes, to, lane(luma, upper + x, lower + x), blue[x + 1], red[x + 1]);
    }
  }

  /**
   * Two columns of each sample of chroma: three parts of it, one of the neighbour on their side.
   */
  private void doubled(int y, long[] lanes) {
    byte[] luma = planes[0].samples();
    int upper = planes[0].row(y);
    int lower = planes[0].row(y + 1);
    int half = planes[0].half();
    int shift = frame.down() == 2 ? 4 : 2;
    long leftRound = BOTH * (frame.down() == 2 ? 8 : 1);
    long rightRound = BOTH * (frame.down() == 2 ? 7 : 2);
    int pairs = frame.width() / 2;
    int to = 0;
    for (int x = 0; x < pairs; x++, to += 6) {
      long ownBlue = 3 * blue[x + 1];
      long ownRed = 3 * red[x + 1];
      pixels(
          lanes,
          to,
          lane(luma, upper + x, lower + x),
          (ownBlue + blue[x] + leftRound) >>> shift & BYTES,
          (ownRed + red[x] + leftRound) >>> shift & BYTES);
      pixels(
          lanes,
          to + 3,
          lane(luma, upper + half + x, lower + half + x),
          (ownBlue + blue[x + 2] + rightRound) >>> shift & BYTES,
          (ownRed + red[x + 2] + rightRound) >>> shift & BYTES);
    }
    if (pairs < samples) {
      pixels(
          lanes,
          to,
          lane(luma, upper + pairs, lower + pairs),
          (3 * blue[samples] + blue[samples - 1] + leftRound) >>> shift & BYTES,
          (3 * red[samples] + red[samples - 1] + leftRound) >>> shift & BYTES);
    }
  }

  private static void pixels(long[] lanes, int to, long luma, long blueness, long redness) {
    long r = luma + ((RED * redness + RED_BASE) >>> 16 & SHORTS);
    long g =
        luma + ((GREEN_BASE - GREEN_OF_BLUE * blueness - GREEN_OF_RED * redness) >>> 16 & SHORTS);
    long b = luma + ((BLUE * blueness + BLUE_BASE) >>> 16 & SHORTS);
    if ((((r ^ BIAS) | (g ^ BIAS) | (b ^ BIAS)) & ~BYTES) != 0) {
      r = clip(r);
      g = clip(g);
      b = clip(b);
    }
    lanes[to] = r ^ BIAS;
    lanes[to + 1] = g ^ BIAS;
    lanes[to + 2] = b ^ BIAS;
  }

  private static long clip(long sums) {
    return Math.clamp(sums & 0xffffffffL, 256, 511) | Math.clamp(sums >>> 32, 256L, 511L) << 32;
  }
}
