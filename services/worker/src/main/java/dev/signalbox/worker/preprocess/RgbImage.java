package dev.signalbox.worker.preprocess;

/**
 * A picture as 8-bit RGB, rows from the top, pixels interleaved: {@code rgb[(y * width + x) * 3 +
 * c]}. The array is owned by the image and must not be changed.
 */
@SuppressWarnings(
    "ArrayRecordComponent") // identity is never asked for; a copy per resize would cost more than
// it protects
public record RgbImage(int width, int height, byte[] rgb) implements Pixels {
  public RgbImage {
    if (width < 1
        || height < 1
        || rgb.length != Math.multiplyExact(Math.multiplyExact(width, height), 3)) {
      throw new IllegalArgumentException(
          "%d bytes are not a %dx%d RGB picture".formatted(rgb.length, width, height));
    }
  }

  @Override
  public void columns(int strip, int x, int[][] out, int at) {
    int line = width * 3;
    int columns = Math.min(BATCH, width - x);
    int top = strip * LANES;
    int rows = Math.min(LANES, height - top);
    for (int k = 0; k < columns; k++) {
      int[] red = out[at + 3 * k];
      int[] green = out[at + 3 * k + 1];
      int[] blue = out[at + 3 * k + 2];
      int from = top * line + 3 * (x + k);
      for (int lane = 0; lane < rows; lane++, from += line) {
        red[lane] = rgb[from] & 0xff;
        green[lane] = rgb[from + 1] & 0xff;
        blue[lane] = rgb[from + 2] & 0xff;
      }
    }
  }

  @Override
  public int row(int lane) {
    return lane;
  }

  @Override
  public RgbImage image() {
    return this;
  }

  /** The rectangle whose top left corner is (x, y), copied. */
  public RgbImage crop(int x, int y, int cropWidth, int cropHeight) {
    byte[] out = new byte[cropWidth * cropHeight * 3];
    for (int row = 0; row < cropHeight; row++) {
      System.arraycopy(rgb, ((y + row) * width + x) * 3, out, row * cropWidth * 3, cropWidth * 3);
    }
    return new RgbImage(cropWidth, cropHeight, out);
  }
}
