package dev.signalbox.classifier.features;

import java.util.Optional;

/** What is known of a picture: pixels, encoded bytes and, when it was decoded, its statistics. */
public record ImageFact(int width, int height, long bytes, Optional<PixelFacts> pixels) {
  /** A picture that was not decoded. */
  public ImageFact(int width, int height, long bytes) {
    this(width, height, bytes, Optional.empty());
  }
}
