package dev.signalbox.worker.preprocess.jpeg;

import java.util.Arrays;

/** One component of a frame, and what the scans have told of it so far. */
final class JpegComponent {
  final int id;

  /** Blocks across and down in a unit of interleaved scans, 1 to 4. */
  final int across;

  final int down;
  final int quantiserNumber;

  /** Blocks that the picture covers. */
  private int unitsAcross;

  private int unitsDown;

  /** Blocks from one row to the next: whole units of interleaved scans. */
  private int stride;

  private int rows;

  /** In zigzag order; settled by the first scan with this component, until then zeros. */
  private int[] quantiser = new int[64];

  private boolean quantised;

  /** Block after block, row after row, 64 each in zigzag order. */
  private short[] coefficients = new short[0];

  /**
   * By place in the zigzag, how many lower bits of the coefficients are missing in a progressive
   * picture; -1 when all are.
   */
  private final int[] missing = new int[64];

  /** The same before the latest scan with this component. */
  private final int[] missingBefore = new int[64];

  JpegComponent(int id, int across, int down, int quantiserNumber) {
    this.id = id;
    this.across = across;
    this.down = down;
    this.quantiserNumber = quantiserNumber;
    Arrays.fill(missing, -1);
    Arrays.fill(missingBefore, -1);
  }

  void size(int unitsAcross, int unitsDown, int stride, int rows) {
    this.unitsAcross = unitsAcross;
    this.unitsDown = unitsDown;
    this.stride = stride;
    this.rows = rows;
  }

  void allocate() {
    coefficients = new short[Math.multiplyExact(Math.multiplyExact(stride, rows), 64)];
  }

  /** Gives the coefficients back to the collector. */
  void release() {
    coefficients = new short[0];
  }

  int unitsAcross() {
    return unitsAcross;
  }

  int unitsDown() {
    return unitsDown;
  }

  int stride() {
    return stride;
  }

  int rows() {
    return rows;
  }

  short[] coefficients() {
    return coefficients;
  }

  int[] quantiser() {
    return quantiser;
  }

  /** Settles the quantiser unless an earlier scan did. */
  void quantise(JpegTables tables) {
    if (!quantised) {
      quantiser = tables.quantiser(quantiserNumber);
      quantised = true;
    }
  }

  int[] missing() {
    return missing;
  }

  int[] missingBefore() {
    return missingBefore;
  }
}
