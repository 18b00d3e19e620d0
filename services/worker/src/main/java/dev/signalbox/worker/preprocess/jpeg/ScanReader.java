package dev.signalbox.worker.preprocess.jpeg;

import java.util.Arrays;
import java.util.List;

/** Reads one scan's coefficients into the components that it has. */
final class ScanReader {
  private final JpegScan scan;
  private final boolean progressive;
  private final ScanBits bits;
  private final HuffmanTable[] first;
  private final HuffmanTable[] others;
  private final int[] before;
  private final int interval;
  private int left;
  private int run;

  /** Refuses what is no such scan, or has no tables. */
  ScanReader(JpegSegments segments) {
    this.scan = segments.scan();
    this.progressive = segments.frame().progressive();
    this.bits = new ScanBits(segments.source());
    this.interval = segments.restartInterval();
    this.left = interval;
    List<JpegScan.Part> parts = scan.parts();
    this.before = new int[parts.size()];
    this.first = new HuffmanTable[parts.size()];
    this.others = new HuffmanTable[parts.size()];
    if (progressive) {
      scan.checkProgression();
    }
    JpegTables tables = segments.tables();
    for (int i = 0; i < before.length; i++) {
      if (!progressive || (scan.from() == 0 && scan.before() == 0)) {
        first[i] = tables.first(parts.get(i).first());
      }
      if (!progressive || scan.from() > 0) {
        others[i] = tables.others(parts.get(i).others());
      }
    }
  }

  /**
   * Reads the scan.
   *
   * @return the last row of interleaved units of which data came
   */
  int read(JpegFrame frame) {
    JpegComponent only = scan.parts().get(0).component();
    boolean single = scan.parts().size() == 1;
    int across = single ? only.unitsAcross() : only.stride() / only.across;
    int down = single ? only.unitsDown() : only.rows() / only.down;
    int rowsOfUnit = single ? only.down : 1;
    int good = 0;
    for (int y = 0; y < down; y++) {
      for (int x = 0; x < across; x++) {
        if (!bits.exhausted()) {
          good = y / rowsOfUnit;
        }
        if (interval > 0 && left-- == 0) {
          restart();
        }
        if (!bits.exhausted()) {
          if (single) {
            block(0, only, (y * only.stride() + x) * 64);
          } else {
            unit(x, y);
          }
        } else if (interval == 0) {
          return good;
        }
      }
    }
    return good;
  }

  private void restart() {
    bits.restart();
    left = interval - 1;
    run = 0;
    Arrays.fill(before, 0);
  }

  private void unit(int x, int y) {
    List<JpegScan.Part> parts = scan.parts();
    for (int i = 0; i < before.length; i++) {
      JpegComponent component = parts.get(i).component();
      for (int v = 0; v < component.down; v++) {
        int row = (y * component.down + v) * component.stride();
        for (int h = 0; h < component.across; h++) {
          block(i, component, (row + x * component.across + h) * 64);
        }
      }
    }
  }

  private void block(int part, JpegComponent component, int at) {
    short[] coefficients = component.coefficients();
    if (!progressive) {
      before[part] += bits.difference(first[part]);
      coefficients[at] = (short) before[part];
      bits.sequential(coefficients, at, others[part]);
    } else if (scan.from() > 0) {
      if (scan.before() > 0) {
        run = bits.refine(coefficients, at, others[part], scan, run);
      } else if (run > 0) {
        run--;
      } else {
        run = bits.band(coefficients, at, others[part], scan);
      }
    } else if (scan.before() > 0) {
      if (bits.bit() == 1) {
        coefficients[at] |= (short) (1 << scan.missing());
      }
    } else {
      before[part] += bits.difference(first[part]);
      coefficients[at] = (short) (before[part] << scan.missing());
    }
  }
}
