package dev.signalbox.worker.preprocess;

import java.util.List;
import java.util.Optional;

/**
 * Decodes the ordinary JPEG of cameras and programs in Java, bit for bit as libjpeg-turbo does for
 * Pillow: accurate inverse DCT, "fancy" enlarging of chroma. The JDK's decoder, which takes longer,
 * takes every other kind and whatever looks broken here.
 */
final class SequentialJpeg {
  private final JpegFrame frame;
  private final JpegBits bits;
  private final InverseDct transform = new InverseDct();
  private final long[] block = new long[32];
  private final JpegPlane[] planes;

  private SequentialJpeg(byte[] jpeg, JpegFrame frame) {
    this.frame = frame;
    this.bits = new JpegBits(jpeg, frame.data());
    int across = Math.ceilDiv(frame.width(), 8 * frame.across());
    int down = Math.ceilDiv(frame.height(), 8 * frame.down());
    this.planes = new JpegPlane[frame.components().size()];
    int lanes = JpegPlane.LANES;
    for (int i = 0; i < planes.length; i++) {
      planes[i] =
          i == 0
              ? JpegPlane.of(across, down, frame.across(), frame.down(), lanes, frame.down() == 2)
              : JpegPlane.of(across, down, 1, 1, lanes / frame.down(), false);
    }
  }

  /** The picture as stored, not turned; empty for what the JDK's decoder is to take. */
  static Optional<JpegPixels> decode(byte[] jpeg, ImageHeader header) {
    Optional<JpegFrame> frame = JpegFrame.read(jpeg);
    if (frame.isEmpty()
        || frame.get().width() != header.width()
        || frame.get().height() != header.height()
        || (frame.get().across() == 2 && header.width() <= 4)) {
      return Optional.empty(); // so narrow, libjpeg doubles chroma in another way
    }
    SequentialJpeg picture = new SequentialJpeg(jpeg, frame.get());
    if (!picture.read()) {
      return Optional.empty();
    }
    return Optional.of(new JpegPixels(frame.get(), picture.planes));
  }

  /** Reads every block into its plane; false when the data end or break before. */
  private boolean read() {
    int across = planes[0].unitsAcross();
    int down = planes[0].unitsDown();
    int[] before = new int[planes.length];
    int left = frame.restart();
    int restarts = 0;
    for (int y = 0; y < down; y++) {
      for (int x = 0; x < across; x++) {
        if (frame.restart() > 0 && left == 0) {
          if (bits.overrun() || !bits.restart(restarts & 7)) {
            return false;
          }
          restarts++;
          left = frame.restart();
          before = new int[planes.length];
        }
        left--;
        if (!unit(x, y, before)) {
          return false;
        }
      }
      if (bits.overrun()) {
        return false;
      }
    }
    return true;
  }

  private boolean unit(int x, int y, int[] before) {
    List<JpegFrame.Component> components = frame.components();
    for (int i = 0; i < planes.length; i++) {
      JpegPlane plane = planes[i];
      JpegFrame.Component tables = components.get(i);
      for (int v = 0; v < plane.down(); v++) {
        for (int h = 0; h < plane.across(); h++) {
          long found =
              bits.block(block, tables.first(), tables.others(), tables.quantiser(), before[i]);
          if (found == Long.MIN_VALUE) {
            return false;
          }
          before[i] = (int) (found >> 32);
          plane.put(transform, block, (int) found, x * plane.across() + h, y * plane.down() + v);
        }
      }
    }
    return true;
  }
}
