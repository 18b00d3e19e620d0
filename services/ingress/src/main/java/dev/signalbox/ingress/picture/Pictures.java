package dev.signalbox.ingress.picture;

/** Reads pictures out of bytes and {@code data:} addresses, within limits. Stateless. */
public final class Pictures {
  private Pictures() {}

  /** Format and size from the header alone; the limits are checked. */
  public static PictureReading read(byte[] encoded, PictureLimits limits) {
    throw new UnsupportedOperationException("being written");
  }

  /** Whether {@code url} is a {@code data:} address, in any case. */
  public static boolean isDataUrl(String url) {
    return url.regionMatches(true, 0, "data:", 0, 5);
  }

  /** Strict base64 only; the size is bounded before anything is decoded. */
  public static PictureReading readDataUrl(String url, PictureLimits limits) {
    throw new UnsupportedOperationException("being written");
  }
}
