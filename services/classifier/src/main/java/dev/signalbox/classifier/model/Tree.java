package dev.signalbox.classifier.model;

/**
 * A regression tree with a vector in every node. Node 0 is the root; a leaf has feature -1; a row
 * goes left when its value is at most the threshold. {@code value} is nodes x outputs and holds the
 * expectation at inner nodes too, so that a path can be explained.
 */
public record Tree(int[] feature, float[] threshold, int[] left, int[] right, float[] value) {

  /** Checks every index, so that {@link #leaf} can neither loop nor leave the arrays. */
  public void check(int features, int outputs) {
    int n = feature.length;
    boolean sizes =
        n > 0
            && threshold.length == n
            && left.length == n
            && right.length == n
            && value.length == n * outputs;
    if (!sizes) {
      throw new IllegalArgumentException("the parts of a tree do not fit together");
    }
    for (int i = 0; i < n; i++) {
      boolean leaf = feature[i] < 0;
      boolean forward = left[i] > i && right[i] > i && left[i] < n && right[i] < n;
      if (!leaf && (feature[i] >= features || !forward)) {
        throw new IllegalArgumentException("node " + i + " of a tree points out of bounds");
      }
    }
  }

  int leaf(float[] row) {
    int node = 0;
    while (feature[node] >= 0) {
      node = next(node, row);
    }
    return node;
  }

  int next(int node, float[] row) {
    return row[feature[node]] <= threshold[node] ? left[node] : right[node];
  }
}
