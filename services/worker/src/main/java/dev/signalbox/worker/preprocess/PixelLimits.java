package dev.signalbox.worker.preprocess;

/**
 * What a picture may be before anything of it is decoded.
 *
 * @param maxBytes encoded size in bytes
 * @param maxPixels width times height
 * @param maxSide longer side in pixels
 * @param tileBudget most tiles that one becomes; 0 for what the checkpoint asks, the only exact
 *     setting
 */
public record PixelLimits(int maxBytes, long maxPixels, int maxSide, int tileBudget) {
  /** 16 MiB, 20 megapixels, 20000 pixels a side. */
  public static final PixelLimits DEFAULT = new PixelLimits(16 << 20, 20_000_000L, 20_000);

  /** Without a tile budget. */
  public PixelLimits(int maxBytes, long maxPixels, int maxSide) {
    this(maxBytes, maxPixels, maxSide, 0);
  }

  /** Refuses an animation whose frames together are more than twenty pictures' pixels. */
  void checkFrames(ImageHeader header, int frames) {
    if ((double) header.width() * header.height() * frames > 20.0 * maxPixels) {
      throw new ImageRefusedException(
          "The animation is %d frames of %dx%d pixels; at most %d pixels in all are decoded."
              .formatted(frames, header.width(), header.height(), 20 * maxPixels));
    }
  }

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
