package dev.signalbox.worker.preprocess;

/**
 * What a picture may be before anything of it is decoded.
 *
 * @param maxBytes encoded size in bytes
 * @param maxPixels width times height
 * @param maxSide longer side in pixels
 */
public record PixelLimits(int maxBytes, long maxPixels, int maxSide) {
  /** 16 MiB, 20 megapixels, 20000 pixels a side. */
  public static final PixelLimits DEFAULT = new PixelLimits(16 << 20, 20_000_000L, 20_000);

  /** Refuses a picture whose header breaks a limit. */
  public void check(int bytes, ImageHeader header) {
    if (bytes > maxBytes) {
      throw new ImageRefusedException(
          "The picture has %d bytes; the limit is %d.".formatted(bytes, maxBytes));
    }
    long pixels = (long) header.width() * header.height();
    if (pixels > maxPixels || Math.max(header.width(), header.height()) > maxSide) {
      throw new ImageRefusedException(
          "The picture is %dx%d pixels; at most %d pixels and %d a side are taken."
              .formatted(header.width(), header.height(), maxPixels, maxSide));
    }
  }
}
