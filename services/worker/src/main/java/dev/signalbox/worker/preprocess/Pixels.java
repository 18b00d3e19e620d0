package dev.signalbox.worker.preprocess;

/**
 * A decoded picture that may still be in the planes its file has; resizing reads it column by
 * column of a strip of {@link #LANES} rows.
 */
public interface Pixels {
  /** Rows of a strip. */
  int LANES = 256;

  /** Columns that are read at a time. */
  int BATCH = 8;

  int width();

  int height();

  /**
   * Gives columns {@code x} to {@code x + BATCH - 1} of a strip: sample c of column {@code x + k}
   * in {@code out[at + 3 * k + c]}, each of {@link #LANES} values of 0 to 255. Beyond the last row
   * or column anything.
   *
   * @param strip 0 for the rows from the top on
   * @param x a multiple of {@link #BATCH}; in each strip from the left to the right
   */
  void columns(int strip, int x, int[][] out, int at);

  /** Which row of a strip each lane has. */
  int row(int lane);

  /** The whole picture as RGB. */
  RgbImage image();
}
