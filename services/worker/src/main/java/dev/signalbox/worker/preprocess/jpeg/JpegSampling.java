package dev.signalbox.worker.preprocess.jpeg;

import java.util.List;
import java.util.Optional;

/**
 * The ordinary sampling: grey, or YCbCr with chroma of the luma's size or half of it.
 *
 * @param across chroma is halved in width when 2, else 1; 1 for grey
 * @param down chroma is halved in height when 2, else 1; 1 for grey
 */
record JpegSampling(int across, int down) {
  /** Chroma with fewer columns isn't interpolated. */
  static final int LEAST_COLUMNS = 3;

  /** Empty for every other kind. */
  static Optional<JpegSampling> of(JpegSegments segments) {
    JpegFrame frame = segments.frame();
    List<JpegComponent> components = frame.components();
    switch (segments.colours()) {
      case GREY -> {
        return Optional.of(new JpegSampling(1, 1));
      }
      case YCC -> {
        JpegComponent blue = components.get(1);
        JpegComponent red = components.get(2);
        JpegComponent luma = components.get(0);
        int across = frame.across() / blue.across;
        int down = frame.down() / blue.down;
        boolean ordinary =
            luma.across == frame.across()
                && luma.down == frame.down()
                && blue.across == red.across
                && blue.down == red.down
                && across <= 2
                && down <= 2
                && (across == 1 || frame.samplesAcross(blue) >= LEAST_COLUMNS);
        return ordinary ? Optional.of(new JpegSampling(across, down)) : Optional.empty();
      }
      default -> {
        return Optional.empty();
      }
    }
  }

  JpegPixels pixels(JpegFrame frame, JpegPlane[] planes) {
    return new JpegPixels(frame.width(), frame.height(), across, down, planes);
  }
}
