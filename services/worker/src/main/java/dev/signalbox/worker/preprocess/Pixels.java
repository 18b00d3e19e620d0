package dev.signalbox.worker.preprocess;

/**
 * A decoded picture that may still be in the planes its file has; resizing reads it two rows at a
 * time.
 */
public sealed interface Pixels permits RgbImage, JpegPixels {
  int width();

  int height();

  /**
   * Gives rows {@code y} and {@code y + 1}: sample c of pixel x in {@code lanes[3 * x + c]}, the
   * upper row's in the lower 32 bits. Beyond the last row anything from 0 to 255.
   *
   * @param y even
   * @param lanes at least three times the width
   */
  void pair(int y, long[] lanes);

  /** The whole picture as RGB. */
  RgbImage image();
}
