package dev.signalbox.ingress.picture;

/**
 * What a picture's header says.
 *
 * @param width pixels, before any EXIF orientation
 * @param height pixels, before any EXIF orientation
 * @param bytes encoded size
 */
public record ImageFacts(ImageFormat format, int width, int height, long bytes) {
  public long pixels() {
    return (long) width * height;
  }
}
