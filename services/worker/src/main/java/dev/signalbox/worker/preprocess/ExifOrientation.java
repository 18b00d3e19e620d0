package dev.signalbox.worker.preprocess;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The orientation tag of an EXIF block, and what it does to pixels. */
final class ExifOrientation {
  private static final int TAG = 0x0112;

  private ExifOrientation() {}

  /** Orientation 1 to 8; 1 when the block has none or is malformed, as viewers do. */
  static int read(ByteBuffer exif) {
    int start = 0;
    if (exif.limit() >= 6 && exif.order(ByteOrder.BIG_ENDIAN).getInt(0) == 0x45786966) {
      start = 6; // some writers keep JPEG's "Exif\0\0" in other containers
    }
    if (exif.limit() < start + 8) {
      return 1;
    }
    ByteBuffer tiff = exif.slice(start, exif.limit() - start);
    int mark = tiff.getShort(0) & 0xffff;
    if (mark != 0x4949 && mark != 0x4d4d) {
      return 1;
    }
    tiff.order(mark == 0x4949 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    int directory = tiff.getInt(4);
    if (directory < 8 || directory > tiff.limit() - 2) {
      return 1;
    }
    int entries = tiff.getShort(directory) & 0xffff;
    for (int i = 0; i < entries; i++) {
      int at = directory + 2 + 12 * i;
      if (at > tiff.limit() - 12) {
        return 1;
      }
      if ((tiff.getShort(at) & 0xffff) == TAG) {
        int value = tiff.getShort(at + 8) & 0xffff;
        return value >= 1 && value <= 8 ? value : 1;
      }
    }
    return 1;
  }

  /** The picture as it is meant to be seen. */
  static RgbImage apply(RgbImage image, int orientation) {
    if (orientation == 1) {
      return image;
    }
    int width = image.width();
    int height = image.height();
    boolean turned = orientation >= 5;
    int outWidth = turned ? height : width;
    int outHeight = turned ? width : height;
    byte[] source = image.rgb();
    byte[] out = new byte[source.length];
    for (int y = 0; y < outHeight; y++) {
      for (int x = 0; x < outWidth; x++) {
        int fromX =
            switch (orientation) {
              case 2, 3 -> width - 1 - x;
              case 4 -> x;
              case 5, 8 -> orientation == 5 ? y : width - 1 - y;
              case 6 -> y;
              default -> width - 1 - y;
            };
        int fromY =
            switch (orientation) {
              case 2 -> y;
              case 3, 4 -> height - 1 - y;
              case 5, 8 -> x;
              default -> height - 1 - x;
            };
        int from = (fromY * width + fromX) * 3;
        int to = (y * outWidth + x) * 3;
        out[to] = source[from];
        out[to + 1] = source[from + 1];
        out[to + 2] = source[from + 2];
      }
    }
    return new RgbImage(outWidth, outHeight, out);
  }
}
