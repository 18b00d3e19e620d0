package dev.signalbox.worker.preprocess.jpeg;

/**
 * Coefficients out of the entropy-coded bytes of any scan, broken ones too, as libjpeg-turbo reads
 * them: a marker gives zeros, a code that is none is a zero, what comes after the 64th coefficient
 * is the 64th. It looks as far ahead as that does, because where the file ends without a marker the
 * picture is refused.
 */
final class ScanBits {
  /** Bits that are there after a marker was met. */
  private static final int MADE = 57;

  private final JpegSource source;
  private final byte[] data;

  // The next bits, the first one on top; below the last one zeros.
  private long bits;
  private int count;
  private boolean exhausted;

  ScanBits(JpegSource source) {
    this.source = source;
    this.data = source.data();
  }

  /** Whether a marker was met before the data that were due: there are none until a restart. */
  boolean exhausted() {
    return exhausted;
  }

  /** Goes to after the next restart marker. */
  void restart() {
    bits = 0;
    count = 0;
    source.restart();
    if (source.marker() == 0) {
      exhausted = false;
    }
  }

  private void fill(int needed) {
    int at = source.at();
    if (source.marker() == 0) {
      if (at + 8 <= source.end()) {
        long word = (long) JpegBits.WORDS.get(data, at);
        if (JpegBits.isPlain(word)) {
          int bytes = (64 - count) >> 3;
          bits |= (word >>> (64 - 8 * bytes)) << (64 - 8 * bytes) >>> count;
          count += 8 * bytes;
          source.moveTo(at + bytes);
          return;
        }
      }
      if (fillByBytes(at)) {
        return;
      }
    }
    if (needed > count) {
      exhausted = true;
      count = MADE;
    }
  }

  /** False when a marker was met. */
  private boolean fillByBytes(int from) {
    int at = from;
    int end = source.end();
    while (count <= 56) {
      if (at >= end) {
        throw source.cut();
      }
      int next = data[at++] & 0xff;
      if (next == 0xff) {
        do {
          if (at >= end) {
            throw source.cut();
          }
          next = data[at++] & 0xff;
        } while (next == 0xff);
        if (next != 0) {
          source.marker(next);
          source.moveTo(at);
          return false;
        }
        next = 0xff;
      }
      bits |= (long) next << (56 - count);
      count += 8;
    }
    source.moveTo(at);
    return true;
  }

  private int take(int size) {
    if (count < size) {
      fill(size);
    }
    int taken = (int) (bits >>> (64 - size));
    bits <<= size;
    count -= size;
    return taken;
  }

  private int symbol(HuffmanTable table) {
    if (count < 8) {
      fill(0);
    }
    int entry = table.byEight[(int) (bits >>> 56)];
    int length = entry >> 8;
    if (length == 0 || length > count) {
      return longer(table);
    }
    bits <<= length;
    count -= length;
    return entry & 0xff;
  }

  private int longer(HuffmanTable table) {
    int length = count < 8 ? 1 : 9;
    int code = take(length);
    int symbol = table.symbol(code, length);
    while (symbol < 0) {
      code = code << 1 | take(1);
      length++;
      if (length > 16) {
        return 0;
      }
      symbol = table.symbol(code, length);
    }
    return symbol;
  }

  private int signed(int size) {
    int value = take(size);
    return value < 1 << (size - 1) ? value + 1 - (1 << size) : value;
  }

  /** By how much a first coefficient differs from that of the block before. */
  int difference(HuffmanTable table) {
    int size = symbol(table);
    return size == 0 ? 0 : signed(size);
  }

  /** One bit. */
  int bit() {
    return take(1);
  }

  /** All other coefficients of a sequential block, whose first is at {@code at}. */
  void sequential(short[] coefficients, int at, HuffmanTable table) {
    for (int k = 1; k < 64; k++) {
      int symbol = symbol(table);
      int size = symbol & 15;
      if (size != 0) {
        k += symbol >> 4;
        coefficients[at + Math.min(k, 63)] = (short) signed(size);
      } else if (symbol == 0xf0) {
        k += 15;
      } else {
        return;
      }
    }
  }

  /**
   * The upper bits of a band of a block's coefficients.
   *
   * @return how many blocks that follow have none
   */
  int band(short[] coefficients, int at, HuffmanTable table, JpegScan scan) {
    int to = scan.to();
    for (int k = scan.from(); k <= to; k++) {
      int symbol = symbol(table);
      int size = symbol & 15;
      int run = symbol >> 4;
      if (size != 0) {
        k += run;
        coefficients[at + Math.min(k, 63)] = (short) (signed(size) << scan.missing());
      } else if (run == 15) {
        k += 15;
      } else {
        return (run == 0 ? 1 : (1 << run) + take(run)) - 1;
      }
    }
    return 0;
  }

  /**
   * One more bit of a band of a block's coefficients.
   *
   * @param run how many blocks from this one on have no coefficient that was zero and isn't now
   * @return the same for the next block
   */
  int refine(short[] coefficients, int at, HuffmanTable table, JpegScan scan, int run) {
    int to = scan.to();
    int one = 1 << scan.missing();
    int k = scan.from();
    int blocks = run;
    while (blocks == 0 && k <= to) {
      int symbol = symbol(table);
      int zeros = symbol >> 4;
      int value = 0;
      if ((symbol & 15) != 0) {
        value = take(1) == 1 ? one : -one;
      } else if (zeros != 15) {
        blocks = zeros == 0 ? 1 : (1 << zeros) + take(zeros);
        break;
      }
      k = pass(coefficients, at, k, to, zeros, one);
      if (value != 0) {
        coefficients[at + Math.min(k, 63)] = (short) value;
      }
      k++;
    }
    if (blocks > 0) {
      pass(coefficients, at, k, to, 64, one);
      blocks--;
    }
    return blocks;
  }

  /** Refines what isn't zero until so many zeros are passed; the place of the next zero. */
  private int pass(short[] coefficients, int at, int from, int to, int zeros, int one) {
    int left = zeros;
    int k = from;
    for (; k <= to; k++) {
      int value = coefficients[at + k];
      if (value == 0) {
        if (--left < 0) {
          break;
        }
      } else if (take(1) == 1 && (value & one) == 0) {
        coefficients[at + k] = (short) (value >= 0 ? value + one : value - one);
      }
    }
    return k;
  }
}
