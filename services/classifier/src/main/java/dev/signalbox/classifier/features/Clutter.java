package dev.signalbox.classifier.features;

import java.util.List;

/**
 * How much there is to look at in the pictures of a request, in [0,1]: 0 for one small or unknown
 * picture. Large, edgy, many-coloured and many pictures ask more of a model that sees.
 */
final class Clutter {
  /** A megapixel is where a picture stops being small. */
  private static final double SMALL_PIXELS = 1e6;

  /** Share of edges and of colours found in drawings; photographs and pages have more. */
  private static final double PLAIN_EDGES = 0.08;

  private static final double PLAIN_COLOURS = 0.06;

  private Clutter() {}

  static double of(List<ImageFact> images) {
    double most = 0;
    for (ImageFact image : images) {
      double size = (double) image.width() * image.height() / SMALL_PIXELS;
      double score = size <= 1 ? 0 : 0.2 * Math.min(1, Math.log(size) / Math.log(16));
      score +=
          image
              .pixels()
              .map(
                  p ->
                      0.4 * above(p.edges(), PLAIN_EDGES, 0.3)
                          + 0.3 * above(p.colours(), PLAIN_COLOURS, 0.4))
              .orElse(0.0);
      most = Math.max(most, score);
    }
    double crowd = images.size() <= 1 ? 0 : Math.min(1, (images.size() - 1) / 4.0);
    return Math.min(1, most + 0.3 * crowd);
  }

  /** 0 up to {@code low}, 1 from {@code high} on. */
  private static double above(double value, double low, double high) {
    return Math.max(0, Math.min(1, (value - low) / (high - low)));
  }
}
