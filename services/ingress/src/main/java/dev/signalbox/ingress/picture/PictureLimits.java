package dev.signalbox.ingress.picture;

/**
 * How large one picture may be.
 *
 * @param maxBytes encoded size
 * @param maxPixels width times height
 * @param maxSide pixels on the longer side
 */
public record PictureLimits(int maxBytes, long maxPixels, int maxSide) {
  public static final PictureLimits DEFAULT =
      new PictureLimits(10 * 1024 * 1024, 40_000_000L, 16_384);

  public PictureLimits {
    if (maxBytes <= 0 || maxPixels <= 0 || maxSide <= 0) {
      throw new IllegalArgumentException("limits are above 0");
    }
  }
}
