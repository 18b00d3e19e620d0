package dev.signalbox.worker.preprocess;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Pillow's LANCZOS resampling of 8-bit pictures, bit for bit: separable, horizontal pass first,
 * each pass rounded to 8 bits, weights in fixed point with 22 fractional bits.
 */
public final class Lanczos {
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int PIECE = LanczosRows.PIECE;

  private final LanczosRows rows;
  private final LanczosWeights weights;
  private final int width;
  private final int height;
  private final byte[] out;

  // Of a row's piece: its four samples an int apart, by row modulo the number of them.
  private final int[][][] quarters;
  private final int[][] sums = new int[4][PIECE];
  private final int[] packed = new int[PIECE];

  private Lanczos(Pixels image, int width, int height) {
    this.weights = LanczosWeights.of(image.height(), height);
    this.rows = new LanczosRows(image, width, weights.stride);
    this.width = width;
    this.height = height;
    this.out = new byte[Math.multiplyExact(3 * width, height)];
    this.quarters = new int[4][weights.stride][PIECE];
  }

  /** Resizes to exactly width x height; the same size returns the picture itself. */
  public static RgbImage resize(Pixels image, int width, int height) {
    if (width == image.width() && height == image.height()) {
      return image.image();
    }
    return new Lanczos(image, width, height).resize();
  }

  private RgbImage resize() {
    for (int begin = 0; begin < height; ) {
      rows.more();
      int end = begin;
      while (end < height && weights.end(end) <= rows.done()) {
        end++;
      }
      for (int piece = 0; piece * 4 * PIECE < 3 * width; piece++) {
        down(piece, begin, end);
      }
      begin = end;
    }
    return new RgbImage(width, height, out);
  }

  /** Rows {@code begin} to {@code end - 1} of one piece. */
  private void down(int piece, int begin, int end) {
    int length = Math.min(4 * PIECE, 3 * width - piece * 4 * PIECE);
    int ready = begin == end ? 0 : weights.first[begin];
    for (int y = begin; y < end; y++) {
      for (; ready < weights.end(y); ready++) {
        int[] row = rows.piece(piece, ready);
        for (int q = 0; q < 4; q++) {
          Lanes.unpack(quarters[q][ready % weights.stride], row, 8 * q);
        }
      }
      for (int q = 0; q < 4; q++) {
        Lanes.weigh(
            sums[q],
            quarters[q],
            weights.first[y],
            1,
            weights.kernel,
            y * weights.stride,
            weights.taps(y));
      }
      Lanes.pack(packed, sums[0], sums[1], sums[2], sums[3]);
      write(y * 3 * width + piece * 4 * PIECE, length);
    }
  }

  private void write(int at, int length) {
    int whole = length / 4;
    for (int i = 0; i < whole; i++) {
      INTS.set(out, at + 4 * i, packed[i]);
    }
    for (int i = 4 * whole; i < length; i++) {
      out[at + i] = (byte) (packed[whole] >>> (8 * i));
    }
  }
}
