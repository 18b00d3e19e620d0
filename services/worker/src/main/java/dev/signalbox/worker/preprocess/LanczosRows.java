package dev.signalbox.worker.preprocess;

/**
 * A picture's rows, resized across a strip at a time; the latest ones are kept. A row has its
 * samples as they will be, four to an int, in pieces of {@link #PIECE} ints, so that what a column
 * of pieces needs stays in the processor's nearest memory.
 */
final class LanczosRows {
  /** In ints of four samples each; a multiple of six: batches of eight pixels never cross it. */
  static final int PIECE = 384;

  private static final int BATCH = Pixels.BATCH;

  private final Pixels image;
  private final LanczosWeights weights;
  private final int width;

  /** By piece and row, the latter modulo the number of rows that are kept. */
  private final int[][][] kept;

  private final int[][] ring;
  private final int[][] block = new int[3 * BATCH][Pixels.LANES];
  private final int[][] packed = new int[3 * BATCH / 4][Pixels.LANES];
  private final int[][] rows = new int[Pixels.LANES][];
  private int strips;

  /**
   * @param width to have
   * @param most rows that are asked for at a time
   */
  LanczosRows(Pixels image, int width, int most) {
    this.image = image;
    this.width = width;
    this.weights = LanczosWeights.of(image.width(), width);
    int needed = Math.ceilDiv(most, Pixels.LANES) + 1;
    int strips = Math.min(needed, Math.ceilDiv(image.height(), Pixels.LANES));
    this.kept = new int[Math.ceilDiv(3 * width, 4 * PIECE)][strips * Pixels.LANES][PIECE];
    this.ring = new int[3 * (BATCH * (Math.ceilDiv(weights.stride, BATCH) + 2))][Pixels.LANES];
  }

  /** Rows that were resized so far, those below the picture's end included. */
  int done() {
    return strips * Pixels.LANES;
  }

  /** Part of a row: one of the latest that are done. */
  int[] piece(int piece, int y) {
    int[][] of = kept[piece];
    return of[y % of.length];
  }

  /** Resizes the next strip. */
  void more() {
    int top = strips * Pixels.LANES % kept[0].length;
    int loaded = 0;
    for (int x = 0; x < width; x++) {
      for (; loaded < weights.end(x); loaded += BATCH) {
        image.columns(strips, loaded, ring, 3 * loaded % ring.length);
      }
      for (int c = 0; c < 3; c++) {
        Lanes.weigh(
            block[3 * (x % BATCH) + c],
            ring,
            3 * weights.first[x] + c,
            3,
            weights.kernel,
            x * weights.stride,
            weights.taps(x));
      }
      if (x % BATCH == BATCH - 1 || x == width - 1) {
        turn(x - x % BATCH, top);
      }
    }
    strips++;
  }

  /** The block's columns into their rows, from pixel {@code x} on. */
  private void turn(int x, int top) {
    int at = 3 * x / 4;
    if (at % PIECE == 0) {
      int[][] of = kept[at / PIECE];
      for (int lane = 0; lane < rows.length; lane++) {
        rows[lane] = of[top + image.row(lane)];
      }
    }
    for (int i = 0, from = 0; i < packed.length; i++, from += 4) {
      Lanes.pack(packed[i], block[from], block[from + 1], block[from + 2], block[from + 3]);
    }
    Lanes.turn(packed, rows, at % PIECE);
  }
}
