package dev.signalbox.ingress.picture;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Format and size out of the first bytes of a picture. Every read is bounds-checked, no loop goes
 * backwards, so that a hostile header costs at most one pass over the bytes. Sources: PNG (ISO/IEC
 * 15948, 11.2.2), GIF89a (18, 20), JPEG (ITU-T T.81, B.2), WebP (RFC 9649, 2.5 to 2.7).
 */
final class ImageHeader {
  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};

  private final byte[] bytes;

  private ImageHeader(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Size in pixels; both at least 1. */
  private record Size(ImageFormat format, int width, int height) {}

  /** Empty when the bytes are none of the formats, or end or break before their size is known. */
  static Optional<ImageFacts> read(byte[] encoded) {
    return new ImageHeader(encoded)
        .size()
        .filter(size -> size.width() > 0 && size.height() > 0)
        .map(size -> new ImageFacts(size.format(), size.width(), size.height(), encoded.length));
  }

  private Optional<Size> size() {
    if (startsWith(PNG)) {
      return png();
    }
    if (has(0, "GIF87a") || has(0, "GIF89a")) {
      return gif();
    }
    if (has(0, "RIFF") && has(8, "WEBP")) {
      return webp();
    }
    if (bytes.length > 2 && u8(0) == 0xFF && u8(1) == 0xD8) {
      return jpeg();
    }
    return Optional.empty();
  }

  /** IHDR comes first by the standard; its 13 bytes are followed by a checksum. */
  private Optional<Size> png() {
    if (!has(12, "IHDR") || bytes.length < 33 || u32BigEndian(8) != 13) {
      return Optional.empty();
    }
    long width = u32BigEndian(16);
    long height = u32BigEndian(20);
    return width > Integer.MAX_VALUE || height > Integer.MAX_VALUE
        ? Optional.empty()
        : Optional.of(new Size(ImageFormat.PNG, (int) width, (int) height));
  }

  /**
   * The screen, or the first frame where that reaches beyond it: what a decoder has to make room
   * for.
   */
  private Optional<Size> gif() {
    int at = 13;
    if (bytes.length < at) {
      return Optional.empty();
    }
    int flags = u8(10);
    if ((flags & 0x80) != 0) {
      at += 3 << ((flags & 7) + 1);
    }
    while (at < bytes.length && u8(at) == 0x21) { // extensions: a label, then sub-blocks
      at += 2;
      while (at < bytes.length && u8(at) != 0) {
        at += u8(at) + 1;
      }
      at++;
    }
    if (at + 10 > bytes.length || u8(at) != 0x2C) {
      return Optional.empty();
    }
    int width = Math.max(u16LittleEndian(6), u16LittleEndian(at + 1) + u16LittleEndian(at + 5));
    int height = Math.max(u16LittleEndian(8), u16LittleEndian(at + 3) + u16LittleEndian(at + 7));
    return Optional.of(new Size(ImageFormat.GIF, width, height));
  }

  /** Walks the segments to the frame header. A height of 0, to be told later, is not taken. */
  private Optional<Size> jpeg() {
    int at = 2;
    while (at + 4 <= bytes.length && u8(at) == 0xFF) {
      int marker = u8(at + 1);
      if (marker == 0xFF) { // fill byte
        at++;
      } else if (marker == 0x01 || (marker >= 0xD0 && marker <= 0xD7)) { // stands alone
        at += 2;
      } else if (isFrameHeader(marker)) {
        return at + 9 > bytes.length
            ? Optional.empty()
            : Optional.of(new Size(ImageFormat.JPEG, u16BigEndian(at + 7), u16BigEndian(at + 5)));
      } else if (marker == 0xDA || marker == 0xD9 || u16BigEndian(at + 2) < 2) {
        return Optional.empty(); // pixels or the end before any frame header
      } else {
        at += 2 + u16BigEndian(at + 2);
      }
    }
    return Optional.empty();
  }

  /** SOF0 to SOF15, among which DHT, JPG and DAC have their codes. */
  private static boolean isFrameHeader(int marker) {
    return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
  }

  private Optional<Size> webp() {
    if (bytes.length < 30) {
      return Optional.empty();
    }
    if (has(12, "VP8X")) {
      return Optional.of(
          new Size(ImageFormat.WEBP, u24LittleEndian(24) + 1, u24LittleEndian(27) + 1));
    }
    if (has(12, "VP8L") && u8(20) == 0x2F) {
      int packed = u24LittleEndian(21) | u8(24) << 24;
      return Optional.of(
          new Size(ImageFormat.WEBP, (packed & 0x3FFF) + 1, (packed >>> 14 & 0x3FFF) + 1));
    }
    if (has(12, "VP8 ") && u8(23) == 0x9D && u8(24) == 0x01 && u8(25) == 0x2A) {
      return Optional.of(
          new Size(ImageFormat.WEBP, u16LittleEndian(26) & 0x3FFF, u16LittleEndian(28) & 0x3FFF));
    }
    return Optional.empty();
  }

  private boolean has(int at, String ascii) {
    return at + ascii.length() <= bytes.length
        && new String(bytes, at, ascii.length(), StandardCharsets.ISO_8859_1).equals(ascii);
  }

  private boolean startsWith(byte[] prefix) {
    return bytes.length >= prefix.length
        && java.util.Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
  }

  private int u8(int at) {
    return bytes[at] & 0xFF;
  }

  private int u16BigEndian(int at) {
    return u8(at) << 8 | u8(at + 1);
  }

  private int u16LittleEndian(int at) {
    return u8(at) | u8(at + 1) << 8;
  }

  private int u24LittleEndian(int at) {
    return u16LittleEndian(at) | u8(at + 2) << 16;
  }

  private long u32BigEndian(int at) {
    return (long) u16BigEndian(at) << 16 | u16BigEndian(at + 2);
  }
}
