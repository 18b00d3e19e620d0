package dev.signalbox.worker.preprocess;

/**
 * The samples of one component, in whole blocks. When {@code split}, each row has the samples of
 * even columns first and then those of odd ones, so that what is enlarged to either kind lines up.
 */
@SuppressWarnings("ArrayRecordComponent")
record JpegPlane(
    int unitsAcross, int unitsDown, int across, int down, boolean split, byte[] samples) {
  JpegPlane(int unitsAcross, int unitsDown, int across, int down, boolean split) {
    this(
        unitsAcross,
        unitsDown,
        across,
        down,
        split,
        new byte[Math.multiplyExact(64 * unitsAcross * across, unitsDown * down)]);
  }

  /** Samples a row. */
  int stride() {
    return unitsAcross * across * 8;
  }

  /** Offset of a row. */
  int row(int y) {
    return y * stride();
  }

  /** Distance from the even columns to the odd ones when split. */
  int half() {
    return stride() / 2;
  }

  void put(InverseDct transform, long[] block, int flags, int x, int y) {
    int row = 8 * y * stride();
    if (split) {
      transform.write(block, flags, samples, row + 4 * x, stride(), half());
    } else {
      transform.write(block, flags, samples, row + 8 * x, stride(), 1);
    }
  }
}
