package dev.signalbox.worker.preprocess;

import java.awt.image.Raster;

/** Four-channel JPEGs, which ImageIO gives only as a raster: converted as Pillow converts CMYK. */
final class CmykJpeg {
  private CmykJpeg() {}

  static boolean isFourChannel(byte[] jpeg) {
    int frame = find(jpeg, 0xc0, 0xcf);
    return frame >= 0 && frame + 9 < jpeg.length && jpeg[frame + 9] == 4;
  }

  /** Adobe writes the channels inverted; transform 2 says that the first three are YCbCr. */
  static RgbImage toRgb(Raster raster, byte[] jpeg) {
    int adobe = find(jpeg, 0xee, 0xee);
    boolean inverted = adobe >= 0;
    boolean ycck = adobe >= 0 && adobe + 15 < jpeg.length && jpeg[adobe + 15] == 2;
    int width = raster.getWidth();
    int height = raster.getHeight();
    byte[] out = new byte[width * height * 3];
    int[] samples = new int[width * 4];
    int at = 0;
    for (int y = 0; y < height; y++) {
      raster.getPixels(0, y, width, 1, samples);
      for (int x = 0; x < width; x++, at += 3) {
        int c = samples[x * 4];
        int m = samples[x * 4 + 1];
        int k = samples[x * 4 + 3];
        int ye = samples[x * 4 + 2];
        if (ycck) {
          double luma = c;
          double cb = m - 128.0;
          double cr = ye - 128.0;
          c = 255 - clip(luma + 1.402 * cr);
          m = 255 - clip(luma - 0.344136 * cb - 0.714136 * cr);
          ye = 255 - clip(luma + 1.772 * cb);
        }
        int white = inverted ? k : 255 - k;
        out[at] = channel(inverted ? 255 - c : c, white);
        out[at + 1] = channel(inverted ? 255 - m : m, white);
        out[at + 2] = channel(inverted ? 255 - ye : ye, white);
      }
    }
    return new RgbImage(width, height, out);
  }

  private static byte channel(int ink, int white) {
    int product = ink * white + 128;
    return (byte) Math.max(0, white - (((product >> 8) + product) >> 8));
  }

  private static int clip(double value) {
    return (int) Math.max(0, Math.min(255, value + 0.5));
  }

  /** Offset of the first marker in the range (Huffman and arithmetic tables excepted), or -1. */
  private static int find(byte[] jpeg, int low, int high) {
    int at = 2;
    while (at + 4 <= jpeg.length && (jpeg[at] & 0xff) == 0xff) {
      int marker = jpeg[at + 1] & 0xff;
      if (marker == 0xda) {
        return -1;
      }
      if (marker == 0xff || marker == 0x01 || (marker >= 0xd0 && marker <= 0xd8)) {
        at += marker == 0xff ? 1 : 2;
        continue;
      }
      if (marker >= low && marker <= high && marker != 0xc4 && marker != 0xc8 && marker != 0xcc) {
        return at;
      }
      at += 2 + (((jpeg[at + 2] & 0xff) << 8) | (jpeg[at + 3] & 0xff));
    }
    return -1;
  }
}
