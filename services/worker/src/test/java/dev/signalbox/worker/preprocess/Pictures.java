package dev.signalbox.worker.preprocess;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Pictures whose pixels Pillow 13 was asked for too. */
public final class Pictures {
  private Pictures() {}

  /** The pattern that the expectations in these tests were made from. */
  public static RgbImage pattern(int width, int height) {
    byte[] rgb = new byte[width * height * 3];
    for (int y = 0, at = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        rgb[at++] = (byte) (x * 37 + y * 11);
        rgb[at++] = (byte) (x * 5 + y * 71);
        rgb[at++] = (byte) (x * x + y * 3);
      }
    }
    return new RgbImage(width, height, rgb);
  }

  public static String sha256(RgbImage image) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(image.rgb()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  public static byte[] resource(String name) {
    try (InputStream in = Pictures.class.getResourceAsStream("/pictures/" + name)) {
      return java.util.Objects.requireNonNull(in, name).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
