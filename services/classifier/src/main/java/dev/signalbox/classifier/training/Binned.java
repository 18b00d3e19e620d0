package dev.signalbox.classifier.training;

import dev.signalbox.classifier.model.Tree;
import java.util.Arrays;

/**
 * Second-stage rows with each feature cut into at most {@value #MOST_BINS} bins at its quantiles.
 */
final class Binned {
  static final int MOST_BINS = 32;

  final int rows;
  final int features;

  /** Bin of each row, by feature. */
  final byte[][] bin;

  /** Upper edge of each bin but the last, by feature. */
  final float[][] edges;

  Binned(float[][] data) {
    rows = data.length;
    features = data[0].length;
    bin = new byte[features][rows];
    edges = new float[features][];
    float[] sorted = new float[rows];
    for (int f = 0; f < features; f++) {
      for (int r = 0; r < rows; r++) {
        sorted[r] = data[r][f];
      }
      Arrays.sort(sorted);
      edges[f] = edges(sorted);
      for (int r = 0; r < rows; r++) {
        int at = Arrays.binarySearch(edges[f], data[r][f]);
        bin[f][r] = (byte) (at >= 0 ? at : -at - 1);
      }
    }
  }

  /** The leaf that a row falls into. */
  int leaf(Tree tree, int row) {
    int node = 0;
    while (tree.feature()[node] >= 0) {
      int f = tree.feature()[node];
      int at = bin[f][row];
      float edge = at < edges[f].length ? edges[f][at] : Float.POSITIVE_INFINITY;
      node = edge <= tree.threshold()[node] ? tree.left()[node] : tree.right()[node];
    }
    return node;
  }

  /** Halfway between neighbouring values, so that small noise seldom crosses an edge. */
  private static float[] edges(float[] sorted) {
    float[] found = new float[MOST_BINS - 1];
    int n = 0;
    for (int b = 1; b < MOST_BINS; b++) {
      int at = (int) ((long) b * sorted.length / MOST_BINS);
      int next = at;
      while (next < sorted.length && sorted[next] == sorted[at]) {
        next++;
      }
      if (next == sorted.length) {
        break;
      }
      float edge = sorted[at] + (sorted[next] - sorted[at]) / 2;
      if (edge < sorted[next] && (n == 0 || edge > found[n - 1])) {
        found[n++] = edge;
      }
    }
    return Arrays.copyOf(found, n);
  }
}
