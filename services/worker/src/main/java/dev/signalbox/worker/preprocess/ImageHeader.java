package dev.signalbox.worker.preprocess;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What a picture's first bytes say, read without decoding it.
 *
 * @param width pixels as stored, before the orientation is applied
 * @param height pixels as stored
 * @param orientation EXIF orientation, 1 to 8
 */
public record ImageHeader(Format format, int width, int height, int orientation) {
  /** The formats taken. */
  public enum Format {
    PNG,
    JPEG,
    WEBP,
    GIF
  }

  /** Width after the orientation is applied. */
  public int uprightWidth() {
    return orientation >= 5 ? height : width;
  }

  /** Height after the orientation is applied. */
  public int uprightHeight() {
    return orientation >= 5 ? width : height;
  }

  /**
   * Reads the header of an encoded picture; refuses what is none of the four formats or is cut
   * short.
   */
  public static ImageHeader read(byte[] encoded) {
    ByteBuffer bytes = ByteBuffer.wrap(encoded).order(ByteOrder.BIG_ENDIAN);
    ImageHeader header;
    try {
      header = dispatch(bytes);
    } catch (IndexOutOfBoundsException e) {
      throw new ImageRefusedException("The picture is cut short inside its header.");
    }
    if (header.width < 1 || header.height < 1) {
      throw new ImageRefusedException(
          "The picture says it is %dx%d.".formatted(header.width, header.height));
    }
    return header;
  }

  private static ImageHeader dispatch(ByteBuffer bytes) {
    if (bytes.limit() >= 8 && bytes.getLong(0) == 0x89504E470D0A1A0AL) {
      return png(bytes);
    }
    if (bytes.limit() >= 3 && (bytes.getShort(0) & 0xffff) == 0xffd8) {
      return jpeg(bytes);
    }
    if (bytes.limit() >= 6 && bytes.getInt(0) == 0x47494638) {
      ByteBuffer little = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
      return new ImageHeader(
          Format.GIF, little.getShort(6) & 0xffff, little.getShort(8) & 0xffff, 1);
    }
    if (bytes.limit() >= 12 && bytes.getInt(0) == 0x52494646 && bytes.getInt(8) == 0x57454250) {
      return webp(bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN));
    }
    throw new ImageRefusedException("The picture is not a PNG, JPEG, WebP or GIF.");
  }

  private static ImageHeader png(ByteBuffer bytes) {
    int width = bytes.getInt(16);
    int height = bytes.getInt(20);
    int orientation = 1;
    int at = 8;
    while (at + 12L <= bytes.limit()) {
      int length = bytes.getInt(at);
      int type = bytes.getInt(at + 4);
      if (length < 0 || type == 0x49454E44) {
        break;
      }
      if (type == 0x65584966 && at + 8L + length <= bytes.limit()) { // eXIf
        orientation = ExifOrientation.read(bytes.slice(at + 8, length));
      }
      long next = at + 12L + length;
      if (next > bytes.limit()) {
        break;
      }
      at = (int) next;
    }
    return new ImageHeader(Format.PNG, width, height, orientation);
  }

  /** What lies between two segments is passed over, as Pillow does it. */
  private static ImageHeader jpeg(ByteBuffer bytes) {
    if ((bytes.get(2) & 0xff) != 0xff) {
      throw new ImageRefusedException("The JPEG has no marker where one must be.");
    }
    int orientation = 0;
    int at = 2;
    while (true) {
      int marker = (bytes.get(at) & 0xff) == 0xff ? bytes.get(at + 1) & 0xff : 0xff;
      if (marker == 0xff) {
        at++;
        continue;
      }
      if (marker == 0 || (marker >= 0xd0 && marker <= 0xd9)) {
        at += 2;
        continue;
      }
      if (marker < 0xc0 || marker == 0xda) {
        throw new ImageRefusedException("The JPEG has no frame header.");
      }
      int length = bytes.getShort(at + 2) & 0xffff;
      if (marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc) {
        int height = bytes.getShort(at + 5) & 0xffff;
        int width = bytes.getShort(at + 7) & 0xffff;
        return new ImageHeader(Format.JPEG, width, height, Math.max(1, orientation));
      }
      if (marker == 0xe1
          && orientation == 0
          && length >= 8 + 8
          && bytes.getInt(at + 4) == 0x45786966
          && at + 2 + length <= bytes.limit()) { // "Exif\0\0" and a TIFF header
        orientation = ExifOrientation.read(bytes.slice(at + 10, length - 8));
      }
      at += 2 + Math.max(2, length);
    }
  }

  private static ImageHeader webp(ByteBuffer bytes) {
    int chunk = bytes.getInt(12);
    if (chunk == 0x20385056) { // "VP8 "
      return new ImageHeader(
          Format.WEBP, bytes.getShort(26) & 0x3fff, bytes.getShort(28) & 0x3fff, 1);
    }
    if (chunk == 0x4C385056) { // "VP8L"
      int bits = bytes.getInt(21);
      return new ImageHeader(Format.WEBP, (bits & 0x3fff) + 1, ((bits >>> 14) & 0x3fff) + 1, 1);
    }
    if (chunk != 0x58385056) { // "VP8X"
      throw new ImageRefusedException("The WebP has an unknown first chunk.");
    }
    int width = (bytes.getInt(24) & 0xffffff) + 1;
    int height = ((bytes.getShort(27) & 0xffff) | ((bytes.get(29) & 0xff) << 16)) + 1;
    return new ImageHeader(Format.WEBP, width, height, webpOrientation(bytes));
  }

  private static int webpOrientation(ByteBuffer bytes) {
    long at = 12;
    while (at + 8 <= bytes.limit()) {
      long length = bytes.getInt((int) at + 4) & 0xffffffffL;
      if (bytes.getInt((int) at) == 0x46495845 && at + 8 + length <= bytes.limit()) { // "EXIF"
        return ExifOrientation.read(bytes.slice((int) at + 8, (int) length));
      }
      at += 8 + length + (length & 1);
    }
    return 1;
  }
}
