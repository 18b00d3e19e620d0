package dev.signalbox.worker.preprocess.jpeg;

import java.util.List;

/**
 * What libjpeg-turbo takes for the lowest coefficients of a progressive picture whose scans leave
 * them unknown: estimates from the first coefficients of the 25 blocks around.
 */
final class BlockEstimate {
  private static final int SIDE = 5;

  /** Places of the zigzag that are estimated, the first included. */
  private static final int PLACES = 10;

  /** By place of the zigzag, the weights of the blocks around when nothing but them is known. */
  private static final int[][] ALONE = {
    {
      -2, -6, -8, -6, -2, -6, 6, 42, 6, -6, -8, 42, 152, 42, -8, -6, 6, 42, 6, -6, -2, -6, -8, -6,
      -2
    },
    {-1, -1, 0, 1, 1, -3, 13, 0, -13, 3, -3, 38, 0, -38, 3, -3, 13, 0, -13, 3, -1, -1, 0, 1, 1},
    {},
    {0, 0, 1, 0, 0, 0, 2, 7, 2, 0, 0, -5, -14, -5, 0, 0, 2, 7, 2, 0, 0, 0, 1, 0, 0},
    {-1, 0, 0, 0, 1, 0, 9, 0, -9, 0, 0, 0, 0, 0, 0, 0, -9, 0, 9, 0, 1, 0, 0, 0, -1},
    {},
    {0, 0, 0, 0, 0, 0, 1, 0, -1, 0, 0, 2, 0, -2, 0, 0, 1, 0, -1, 0, 0, 0, 0, 0, 0},
    {0, 0, 0, 0, 0, 0, 1, -3, 1, 0, 0, 0, 0, 0, 0, 0, -1, 3, -1, 0, 0, 0, 0, 0, 0},
    {},
    {}
  };

  /** The same when some others are known. */
  private static final int[][] BESIDE = {
    {},
    {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -7, 50, 0, -50, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0},
    {},
    {0, 0, -1, 0, 0, 0, 0, 13, 0, 0, 0, 0, -24, 0, 0, 0, 0, 13, 0, 0, 0, 0, -1, 0, 0},
    {0, -1, 0, 1, 0, -1, 10, 0, -10, 1, 0, 0, 0, 0, 0, 1, -10, 0, 10, -1, 0, 1, 0, -1, 0},
    {}
  };

  static {
    // What is left out is another one with rows and columns swapped.
    ALONE[2] = swapped(ALONE[1]);
    ALONE[5] = swapped(ALONE[3]);
    ALONE[8] = swapped(ALONE[7]);
    ALONE[9] = swapped(ALONE[6]);
    BESIDE[2] = swapped(BESIDE[1]);
    BESIDE[5] = swapped(BESIDE[3]);
  }

  private final int scans;
  private final int goodRows;
  private final int[] around = new int[SIDE * SIDE];

  /**
   * @param goodRows last row of interleaved units of which the latest scan had data
   */
  BlockEstimate(int scans, int goodRows) {
    this.scans = scans;
    this.goodRows = goodRows;
  }

  private static int[] swapped(int[] weights) {
    int[] out = new int[weights.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = weights[i % SIDE * SIDE + i / SIDE];
    }
    return out;
  }

  /** Whether something is unknown, and enough is known to estimate it. */
  static boolean isUseful(JpegFrame frame) {
    if (!frame.progressive()) {
      return false;
    }
    boolean useful = false;
    List<JpegComponent> components = frame.components();
    for (JpegComponent component : components) {
      int[] quantiser = component.quantiser();
      if (component.missing()[0] < 0) {
        return false;
      }
      for (int k = 0; k < PLACES; k++) {
        if (quantiser[k] == 0) {
          return false;
        }
        useful |= k > 0 && component.missing()[k] != 0;
      }
    }
    return useful;
  }

  /** Copies a block and puts the estimates in. */
  void block(JpegComponent component, int x, int y, short[] out) {
    System.arraycopy(
        component.coefficients(), (y * component.stride() + x) * 64, out, 0, out.length);
    look(component, x, y);
    boolean alone = true;
    boolean complete = y / component.down <= goodRows;
    int[] quantiser = component.quantiser();
    for (int k = 1; k < PLACES; k++) {
      alone &= missing(component, complete, k) == -1;
    }
    int[][] weights = alone ? ALONE : BESIDE;
    for (int k = 1; k < weights.length; k++) {
      int bits = missing(component, complete, k);
      if (bits != 0 && out[k] == 0) {
        out[k] = (short) estimate(weights[k], quantiser[0], quantiser[k], bits);
      }
    }
    if (alone) {
      out[0] = (short) estimate(weights[0], quantiser[0], quantiser[0], 0);
    }
  }

  private int missing(JpegComponent component, boolean complete, int k) {
    if (complete) {
      return component.missing()[k];
    }
    return scans > 1 ? component.missingBefore()[k] : -1;
  }

  private int estimate(int[] weights, long first, long own, int bits) {
    int sum = 0;
    for (int i = 0; i < around.length; i++) {
      sum += weights[i] * around[i];
    }
    long weighed = first * sum;
    int size = (int) (((own << 7) + Math.abs(weighed)) / (own << 8));
    if (bits > 0) {
      size = Math.min(size, (1 << bits) - 1);
    }
    return weighed >= 0 ? size : -size;
  }

  private void look(JpegComponent component, int x, int y) {
    int units = component.rows() / component.down;
    int unit = y / component.down;
    int rest = component.unitsDown() % component.down;
    int rowsOfUnit = unit < units - 1 || rest == 0 ? component.down : rest;
    int row = unit * rowsOfUnit + y % component.down;
    int last = rowsOfUnit * units - 1;
    look(component, x, y - (row > 1 ? 2 : row > 0 ? 1 : 0), 0);
    look(component, x, y - (row > 0 ? 1 : 0), 1);
    look(component, x, y, 2);
    look(component, x, y + (row < last ? 1 : 0), 3);
    look(component, x, y + (row < last - 1 ? 2 : row < last ? 1 : 0), 4);
  }

  private void look(JpegComponent component, int x, int y, int place) {
    int last = component.unitsAcross() - 1;
    for (int i = 0; i < SIDE; i++) {
      int column = Math.max(0, Math.min(last, x + i - 2));
      around[place * SIDE + i] = component.coefficients()[(y * component.stride() + column) * 64];
    }
  }
}
