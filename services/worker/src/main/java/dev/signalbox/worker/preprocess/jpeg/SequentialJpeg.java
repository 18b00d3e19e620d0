package dev.signalbox.worker.preprocess.jpeg;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Decodes the ordinary JPEG of cameras and programs, block by block and fast: one sequential scan,
 * grey or YCbCr with chroma of the luma's size or half of it, and nothing broken in it. {@link
 * CoefficientJpeg} takes every other one.
 */
final class SequentialJpeg {
  private final HuffmanTable[] first;
  private final HuffmanTable[] others;
  private final int[][] quantisers;
  private final int interval;
  private final JpegBits bits;
  private final InverseDct transform = new InverseDct();
  private final long[] block = new long[32];
  private final JpegPlane[] planes;

  private SequentialJpeg(JpegSegments segments, JpegSampling sampling) {
    JpegFrame frame = segments.frame();
    List<JpegScan.Part> parts = segments.scan().parts();
    this.interval = segments.restartInterval();
    this.bits = new JpegBits(segments.source().data(), segments.source().at());
    int count = parts.size();
    this.first = new HuffmanTable[count];
    this.others = new HuffmanTable[count];
    this.quantisers = new int[count][];
    this.planes = new JpegPlane[count];
    int across = Math.ceilDiv(frame.width(), 8 * sampling.across());
    int down = Math.ceilDiv(frame.height(), 8 * sampling.down());
    int lanes = JpegPlane.LANES;
    for (int i = 0; i < count; i++) {
      JpegScan.Part part = parts.get(i);
      JpegTables tables = segments.tables();
      first[i] = tables.first(part.first());
      others[i] = tables.others(part.others());
      quantisers[i] = tables.quantiser(part.component().quantiserNumber);
      planes[i] =
          i == 0
              ? JpegPlane.of(
                  across, down, sampling.across(), sampling.down(), lanes, sampling.down() == 2)
              : JpegPlane.of(across, down, 1, 1, lanes / sampling.down(), false);
    }
  }

  /** The picture as stored, not turned; empty for what is of another kind or broken. */
  static Optional<JpegPixels> decode(JpegSegments segments) {
    JpegFrame frame = segments.frame();
    List<JpegComponent> components = frame.components();
    if (frame.progressive() || segments.scan().parts().size() != components.size()) {
      return Optional.empty();
    }
    // Chroma that has several blocks itself comes in another order.
    boolean single = components.stream().skip(1).allMatch(c -> c.across == 1 && c.down == 1);
    Optional<JpegSampling> sampling = single ? JpegSampling.of(segments) : Optional.empty();
    if (sampling.isEmpty()) {
      return Optional.empty();
    }
    SequentialJpeg picture = new SequentialJpeg(segments, sampling.get());
    return picture.read()
        ? Optional.of(sampling.get().pixels(frame, picture.planes))
        : Optional.empty();
  }

  /** Reads every block into its plane; false when the data end or break before. */
  private boolean read() {
    int across = planes[0].unitsAcross();
    int down = planes[0].unitsDown();
    int[] before = new int[planes.length];
    int left = interval;
    int restarts = 0;
    for (int y = 0; y < down; y++) {
      for (int x = 0; x < across; x++) {
        if (interval > 0 && left == 0) {
          if (bits.overrun() || !bits.restart(restarts & 7)) {
            return false;
          }
          restarts++;
          left = interval;
          Arrays.fill(before, 0);
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
    return bits.atEnd();
  }

  private boolean unit(int x, int y, int[] before) {
    for (int i = 0; i < planes.length; i++) {
      JpegPlane plane = planes[i];
      for (int v = 0; v < plane.down(); v++) {
        for (int h = 0; h < plane.across(); h++) {
          long found = bits.block(block, first[i], others[i], quantisers[i], before[i]);
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
