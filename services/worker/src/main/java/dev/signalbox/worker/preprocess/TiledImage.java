package dev.signalbox.worker.preprocess;

import java.util.ArrayList;
import java.util.List;

/**
 * A picture cut into square tiles: row by row, then the global view last. One tile (rows and
 * columns 0) when it was not split.
 *
 * @param source size of the picture before it was scaled
 */
public record TiledImage(TileRules.Size source, int rows, int columns, List<RgbImage> tiles) {
  public TiledImage {
    tiles = List.copyOf(tiles);
  }

  /**
   * Resizes and cuts as the rules say; up to three successive 8-bit resizes, as the reference does.
   */
  public static TiledImage of(Pixels image, TileRules rules) {
    TileRules.Plan plan = rules.plan(image.width(), image.height());
    int edge = rules.tileEdge();
    RgbImage scaled = Lanczos.resize(image, plan.scaled().width(), plan.scaled().height());
    RgbImage canvas = Lanczos.resize(scaled, plan.canvas().width(), plan.canvas().height());
    List<RgbImage> tiles = new ArrayList<>(plan.tiles());
    for (int row = 0; row < plan.rows(); row++) {
      for (int column = 0; column < plan.columns(); column++) {
        tiles.add(canvas.crop(column * edge, row * edge, edge, edge));
      }
    }
    tiles.add(Lanczos.resize(canvas, edge, edge));
    TileRules.Size source = new TileRules.Size(image.width(), image.height());
    return new TiledImage(source, plan.rows(), plan.columns(), tiles);
  }
}
