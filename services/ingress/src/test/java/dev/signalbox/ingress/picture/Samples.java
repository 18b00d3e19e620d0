package dev.signalbox.ingress.picture;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Base64;
import javax.imageio.ImageIO;

/** Real pictures of 37 x 21 pixels, and made-up headers. */
final class Samples {
  static final int WIDTH = 37;
  static final int HEIGHT = 21;

  /** Written by libwebp: lossless, lossy, and lossy with transparency (an extended header). */
  static final byte[] WEBP_LOSSLESS =
      base64("UklGRh4AAABXRUJQVlA4TBEAAAAvJAAFAAdQjyLXo/+BiOh/AAA=");

  static final byte[] WEBP_LOSSY =
      base64(
          "UklGRkgAAABXRUJQVlA4IDwAAAAwAwCdASolABUAPtFmrFCoJaQipWgBABoJZwDOsA8KmggAAP7qZf9VU9frW//j"
              + "eP8l39u+yk8rGE8AAAA=");
  static final byte[] WEBP_EXTENDED =
      base64(
          "UklGRmwAAABXRUJQVlA4WAoAAAAQAAAAJAAAFAAAQUxQSAoAAAABB1CyiAhERP8DVlA4IDwAAAAwAwCdASolABUA"
              + "PtFmrFCoJaQipWgBABoJZwDOsA8KmggAAP7qZf9VU9frW//jeP8l39u+yk8rGE8AAAA=");

  /** With a comment before its frame. */
  static final byte[] GIF =
      base64(
          "R0lGODlhJQAVAIAAAAAAAAAAACH+BWhlbGxvACwAAAAAJQAVAEAILwABCBxIsKDBgwgTKlzIsKHDhxAjSpxIsaLF"
              + "ixgzatzIsaPHjyBDihxJsqRJkgEBADs=");

  private Samples() {}

  static byte[] png() {
    return written("png");
  }

  static byte[] jpeg() {
    return written("jpg");
  }

  /** A PNG of which there is no more than the header. */
  static byte[] pngHeader(int width, int height) {
    return ByteBuffer.wrap(png().clone()).putInt(16, width).putInt(20, height).array();
  }

  private static byte[] written(String format) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ImageIO.write(new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB), format, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static byte[] base64(String text) {
    return Base64.getDecoder().decode(text);
  }
}
