package dev.signalbox.worker.preprocess.jpeg;

/**
 * The samples of one component, in whole blocks, in strips of {@link #LANES} rows of the picture; a
 * strip has its columns one after another. When {@code split}, a column has the samples of even
 * rows first and then those of odd ones, so that what is enlarged to either kind lines up.
 *
 * @param lanes samples of a column of a strip, a power of two
 */
@SuppressWarnings("ArrayRecordComponent")
record JpegPlane(
    int unitsAcross,
    int unitsDown,
    int across,
    int down,
    int lanes,
    boolean split,
    byte[] samples) {
  /**
   * Rows of the picture in a strip: fewer than {@link Pixels#LANES}, whose columns would crowd the
   * same places of the processor's cache as blocks are written.
   */
  static final int LANES = 128;

  /** All zeros, with room for whole strips. */
  static JpegPlane of(
      int unitsAcross, int unitsDown, int across, int down, int lanes, boolean split) {
    int strips = Math.ceilDiv(8 * unitsDown * down, lanes);
    byte[] samples = new byte[Math.multiplyExact(8 * unitsAcross * across, strips * lanes)];
    return new JpegPlane(unitsAcross, unitsDown, across, down, lanes, split, samples);
  }

  int columns() {
    return unitsAcross * across * 8;
  }

  /** Offset of a column's first sample. */
  int column(int strip, int x) {
    return (strip * columns() + x) * lanes;
  }

  /** A column of a strip, as 0 to 255, {@code out} from {@code from} on. */
  void widen(int strip, int x, int[] out, int from) {
    int at = column(strip, x);
    for (int i = 0; i < lanes; i++) {
      out[from + i] = samples[at + i] & 0xff;
    }
  }

  /** The first samples of a row, as 0 to 255; not of a {@code split} plane. */
  void row(int y, int[] out, int length) {
    int at = y / lanes * columns() * lanes + y % lanes;
    for (int x = 0; x < length; x++, at += lanes) {
      out[x] = samples[at] & 0xff;
    }
  }

  void put(InverseDct transform, long[] block, int flags, int x, int y) {
    int units = lanes / 8;
    int row = 8 * (y & units - 1);
    int at = column(y >> Integer.numberOfTrailingZeros(units), 8 * x);
    if (split) {
      transform.write(block, flags, samples, at + row / 2, lanes, lanes / 2);
    } else {
      transform.write(block, flags, samples, at + row, lanes, 0);
    }
  }
}
