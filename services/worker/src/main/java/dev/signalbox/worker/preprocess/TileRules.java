package dev.signalbox.worker.preprocess;

/**
 * How a picture becomes tiles, as a checkpoint's processor files say.
 *
 * @param longestEdge pixels that the longer side is scaled to first, up or down ({@code
 *     size.longest_edge})
 * @param tileEdge side of a square tile in pixels ({@code max_image_size.longest_edge})
 * @param resize whether the first scaling is done
 * @param split whether a picture larger than one tile is cut; otherwise it is squeezed into one
 * @param tileBudget most tiles of a picture; 0 for what the checkpoint asks. Any other value is a
 *     deviation from the reference: larger pictures are scaled down further, a tile's edge at a
 *     time
 */
public record TileRules(
    int longestEdge, int tileEdge, boolean resize, boolean split, int tileBudget) {
  private static final int LARGEST_SIDE = 4096;

  public TileRules {
    if (longestEdge < 1 || tileEdge < 1) {
      throw new IllegalArgumentException(
          "longest edge %d and tile edge %d must be positive".formatted(longestEdge, tileEdge));
    }
  }

  /** As the checkpoint says. */
  public TileRules(int longestEdge, int tileEdge, boolean resize, boolean split) {
    this(longestEdge, tileEdge, resize, split, 0);
  }

  /** The same with a bound on tiles; needs {@code resize}. */
  public TileRules withBudget(int tiles) {
    return new TileRules(longestEdge, tileEdge, resize, split, resize ? tiles : 0);
  }

  /** Width and height in pixels. */
  public record Size(int width, int height) {}

  /** What a picture of some size becomes; rows and columns are 0 when it is one tile. */
  public record Plan(Size scaled, Size canvas, int rows, int columns) {
    /** Tiles in all, the global view included. */
    public int tiles() {
      return rows * columns + 1;
    }
  }

  /** The plan for a picture of this size; needs no pixels, so admission can count with it. */
  public Plan plan(int width, int height) {
    int edge = longestEdge;
    Plan plan = plan(width, height, edge);
    while (tileBudget > 0 && plan.tiles() > tileBudget && edge > tileEdge) {
      edge = Math.max(tileEdge, edge - tileEdge);
      plan = plan(width, height, edge);
    }
    return plan;
  }

  private Plan plan(int width, int height, int edge) {
    Size scaled = resize ? bounded(scaled(width, height, edge)) : new Size(width, height);
    if (!split) {
      return new Plan(scaled, new Size(tileEdge, tileEdge), 0, 0);
    }
    Size canvas = roundedUp(scaled);
    if (canvas.width() <= tileEdge && canvas.height() <= tileEdge) {
      return new Plan(scaled, canvas, 0, 0);
    }
    return new Plan(scaled, canvas, canvas.height() / tileEdge, canvas.width() / tileEdge);
  }

  private static Size scaled(int width, int height, int edge) {
    double ratio = (double) width / height;
    if (width >= height) {
      return new Size(edge, Math.max(1, even((int) (edge / ratio))));
    }
    return new Size(Math.max(1, even((int) (edge * ratio))), edge);
  }

  private static int even(int side) {
    return side % 2 == 0 ? side : side + 1;
  }

  private static Size bounded(Size size) {
    double ratio = (double) size.width() / size.height();
    if (size.width() >= size.height() && size.width() > LARGEST_SIDE) {
      return new Size(LARGEST_SIDE, Math.max(1, (int) (LARGEST_SIDE / ratio)));
    }
    if (size.height() > size.width() && size.height() > LARGEST_SIDE) {
      return new Size(Math.max(1, (int) (LARGEST_SIDE * ratio)), LARGEST_SIDE);
    }
    return size;
  }

  /** Whole tiles on both sides; the short side follows from the scaled picture's aspect ratio. */
  private Size roundedUp(Size size) {
    double ratio = (double) size.width() / size.height();
    if (size.width() >= size.height()) {
      int width = wholeTiles(size.width());
      return new Size(width, wholeTiles((int) (width / ratio)));
    }
    int height = wholeTiles(size.height());
    return new Size(wholeTiles((int) (height * ratio)), height);
  }

  private int wholeTiles(int side) {
    return Math.max(1, Math.ceilDiv(side, tileEdge)) * tileEdge;
  }
}
