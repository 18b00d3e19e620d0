package dev.signalbox.worker.preprocess.jpeg;

import dev.signalbox.worker.preprocess.ImageHeader;
import dev.signalbox.worker.preprocess.ImageRefusedException;
import dev.signalbox.worker.preprocess.Pixels;
import java.util.Optional;

/** Decodes a JPEG; the only way into this package. */
public final class JpegDecoder {
  private JpegDecoder() {}

  /**
   * The picture as stored, not turned.
   *
   * @param header what was checked against the limits
   * @throws ImageRefusedException for what is too broken to be decoded, or of a kind that isn't
   *     taken: arithmetic coded, lossless, hierarchical, other than 8 bits a sample
   */
  public static Pixels decode(byte[] jpeg, ImageHeader header) {
    JpegSegments segments = JpegSegments.open(jpeg);
    JpegFrame frame = segments.frame();
    if (frame.width() != header.width() || frame.height() != header.height()) {
      throw new ImageRefusedException("The JPEG is not as large as its first header says.");
    }
    Optional<JpegPixels> ordinary = SequentialJpeg.decode(segments);
    return ordinary.isPresent() ? ordinary.get() : new CoefficientJpeg(segments).decode();
  }
}
