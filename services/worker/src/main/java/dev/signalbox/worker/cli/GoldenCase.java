package dev.signalbox.worker.cli;

import dev.signalbox.worker.checkpoint.ModelConfig;
import dev.signalbox.worker.checkpoint.SafetensorsFile;
import dev.signalbox.worker.checkpoint.TensorValues;
import dev.signalbox.worker.engine.PatchGrid;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** One recorded run of the reference: its inputs, without padding, and what it gave. */
final class GoldenCase {
  /** One row of the batch without its padding; {@code columns} says where its tokens were. */
  @SuppressWarnings("ArrayRecordComponent")
  record Sequence(int[] columns, long[] ids, long[] positions, long[] pictureRows) {}

  private final SafetensorsFile file;
  private final ModelConfig config;

  GoldenCase(Path path, ModelConfig config) {
    this.file = SafetensorsFile.open(path);
    this.config = config;
  }

  boolean has(String tensor) {
    return file.find(tensor) != null;
  }

  float[] floats(String tensor) {
    return TensorValues.floats(file, tensor);
  }

  /** Tokens generated, a row for each sequence. */
  long[][] generated() {
    int[] shape = TensorValues.shape(file, "generated_ids");
    long[] all = TensorValues.longs(file, "generated_ids");
    long[][] rows = new long[shape[0]][shape[1]];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(all, i * shape[1], rows[i], 0, shape[1]);
    }
    return rows;
  }

  /** Columns of the padded batch. */
  int width() {
    return TensorValues.shape(file, "input_ids")[1];
  }

  List<Sequence> sequences() {
    int[] shape = TensorValues.shape(file, "input_ids");
    long[] ids = TensorValues.longs(file, "input_ids");
    long[] mask = has("attention_mask") ? TensorValues.longs(file, "attention_mask") : null;
    long[] positions = has("position_ids") ? TensorValues.longs(file, "position_ids") : null;
    List<Sequence> sequences = new ArrayList<>();
    for (int row = 0; row < shape[0]; row++) {
      int begin = row * shape[1];
      int[] columns =
          java.util.stream.IntStream.range(0, shape[1])
              .filter(column -> mask == null || mask[begin + column] != 0)
              .toArray();
      long[] own = new long[columns.length];
      long[] places = new long[columns.length];
      List<Long> pictures = new ArrayList<>();
      for (int i = 0; i < columns.length; i++) {
        own[i] = ids[begin + columns[i]];
        places[i] = positions == null ? i : positions[begin + columns[i]];
        if (own[i] == config.imageToken()) {
          pictures.add((long) i);
        }
      }
      sequences.add(
          new Sequence(
              columns, own, places, pictures.stream().mapToLong(Long::longValue).toArray()));
    }
    return sequences;
  }

  /**
   * Tiles with any non-zero value (all of a batch's if there is none: the first), and their patch
   * grids.
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Tiles(float[] pixels, List<PatchGrid> grids) {}

  Tiles tiles() {
    float[] pixels = floats("pixel_values");
    long[] mask =
        has("pixel_attention_mask") ? TensorValues.longs(file, "pixel_attention_mask") : null;
    int edge = config.vision().imageSize();
    int tile = 3 * edge * edge;
    List<Integer> real = new ArrayList<>();
    for (int i = 0; i < pixels.length / tile; i++) {
      if (anyNonZero(pixels, i * tile, tile)) {
        real.add(i);
      }
    }
    if (real.isEmpty()) {
      real.add(0);
    }
    float[] kept = new float[real.size() * tile];
    List<PatchGrid> grids = new ArrayList<>();
    for (int i = 0; i < real.size(); i++) {
      System.arraycopy(pixels, real.get(i) * tile, kept, i * tile, tile);
      grids.add(
          mask == null
              ? PatchGrid.full(config.vision().patchSide())
              : PatchGrid.fromPixels(
                  mask, real.get(i) * edge * edge, edge, config.vision().patchSize()));
    }
    return new Tiles(kept, grids);
  }

  private static boolean anyNonZero(float[] values, int from, int count) {
    for (int i = from; i < from + count; i++) {
      if (values[i] != 0f) {
        return true;
      }
    }
    return false;
  }
}
