package dev.signalbox.classifier.model;

import java.util.List;

/** Boosted trees with several outputs: the base plus the sum of the trees' leaves. */
public record TreeEnsemble(float[] base, List<Tree> trees) {
  public TreeEnsemble {
    trees = List.copyOf(trees);
  }

  public int outputs() {
    return base.length;
  }

  public void check(int features) {
    trees.forEach(tree -> tree.check(features, outputs()));
  }

  public float[] predict(float[] row) {
    float[] sum = base.clone();
    for (Tree tree : trees) {
      int at = tree.leaf(row) * sum.length;
      float[] value = tree.value();
      for (int k = 0; k < sum.length; k++) {
        sum[k] += value[at + k];
      }
    }
    return sum;
  }

  /**
   * What each feature added to one output along the paths taken (Saabas, 2014): the change of the
   * node's expectation at each split goes to the feature that it split on.
   */
  public double[] contributions(float[] row, int output) {
    double[] by = new double[row.length];
    for (Tree tree : trees) {
      int node = 0;
      while (tree.feature()[node] >= 0) {
        int next = tree.next(node, row);
        by[tree.feature()[node]] +=
            tree.value()[next * base.length + output] - tree.value()[node * base.length + output];
        node = next;
      }
    }
    return by;
  }
}
