package dev.signalbox.worker.engine;

/**
 * Which patches of a tile hold picture, and which row of the position table each takes.
 *
 * @param places position of each patch in the tower's table, row-major
 * @param valid whether each patch holds any picture
 */
@SuppressWarnings("ArrayRecordComponent")
public record PatchGrid(long[] places, boolean[] valid) {
  /** A tile that is all picture. */
  public static PatchGrid full(int side) {
    boolean[] valid = new boolean[side * side];
    java.util.Arrays.fill(valid, true);
    return of(valid, side);
  }

  /**
   * The grid of a tile from its pixel mask (edge x edge, row-major): a patch is valid when any of
   * its pixels is; a remainder smaller than a patch is ignored.
   */
  public static PatchGrid fromPixels(long[] mask, int offset, int edge, int patch) {
    int side = edge / patch;
    boolean[] valid = new boolean[side * side];
    for (int y = 0; y < side * patch; y++) {
      for (int x = 0; x < side * patch; x++) {
        if (mask[offset + y * edge + x] != 0) {
          valid[y / patch * side + x / patch] = true;
        }
      }
    }
    return of(valid, side);
  }

  /**
   * Positions by the exact integer form of the reference's bucketing: floor(i * side / rows) * side
   * + floor(j * side / columns), rows and columns being the valid patches of the first column and
   * the first row; 0 for masked patches.
   */
  private static PatchGrid of(boolean[] valid, int side) {
    int rows = 0;
    int columns = 0;
    for (int i = 0; i < side; i++) {
      rows += valid[i * side] ? 1 : 0;
      columns += valid[i] ? 1 : 0;
    }
    long[] places = new long[side * side];
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        int at = y * side + x;
        if (valid[at] && rows > 0 && columns > 0) {
          long placeRow = Math.min((long) y * side / rows, side - 1);
          long placeColumn = Math.min((long) x * side / columns, side - 1);
          places[at] = placeRow * side + placeColumn;
        }
      }
    }
    return new PatchGrid(places, valid);
  }

  public boolean isFull() {
    for (boolean patch : valid) {
      if (!patch) {
        return false;
      }
    }
    return true;
  }
}
