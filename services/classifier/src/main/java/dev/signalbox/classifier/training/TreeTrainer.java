package dev.signalbox.classifier.training;

import dev.signalbox.classifier.model.Tree;
import dev.signalbox.classifier.model.TreeEnsemble;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Gradient boosting with squared loss and a vector in every leaf: one tree serves all outputs, so
 * models that are graded together share what little the data says. Trees grow best split first on
 * histograms.
 */
final class TreeTrainer {
  /**
   * How to grow.
   *
   * @param rate of shrinkage
   * @param leaves at most
   * @param leastRows in a leaf
   * @param featureShare tried at each split
   * @param rowShare drawn for each tree
   * @param penalty added to a leaf's count
   */
  record Settings(
      int rounds,
      double rate,
      int leaves,
      int leastRows,
      double featureShare,
      double rowShare,
      double penalty) {
    Settings withRounds(int count) {
      return new Settings(count, rate, leaves, leastRows, featureShare, rowShare, penalty);
    }
  }

  private final Binned data;
  private final float[][] targets;
  private final Settings settings;
  private final SplittableRandom random;
  private final int outputs;

  TreeTrainer(Binned data, float[][] targets, Settings settings, long seed) {
    this.data = data;
    this.targets = targets;
    this.settings = settings;
    this.random = new SplittableRandom(seed);
    this.outputs = targets[0].length;
  }

  /** A leaf that may be split. */
  private static final class Node {
    final int id;
    final int[] rows;
    final double[] sum;
    double gain;
    int feature = -1;
    int bin;

    Node(int id, int[] rows, double[] sum) {
      this.id = id;
      this.rows = rows;
      this.sum = sum;
    }
  }

  TreeEnsemble fit(boolean[] used) {
    int[] rows = java.util.stream.IntStream.range(0, used.length).filter(i -> used[i]).toArray();
    float[] base = new float[outputs];
    for (int k = 0; k < outputs; k++) {
      double sum = 0;
      for (int r : rows) {
        sum += targets[r][k];
      }
      base[k] = (float) (sum / rows.length);
    }
    float[][] residual = new float[used.length][];
    for (int r : rows) {
      residual[r] = targets[r].clone();
      for (int k = 0; k < outputs; k++) {
        residual[r][k] -= base[k];
      }
    }
    List<Tree> trees = new ArrayList<>();
    for (int round = 0; round < settings.rounds(); round++) {
      int[] drawn = new int[rows.length];
      int n = 0;
      for (int r : rows) {
        if (random.nextDouble() < settings.rowShare()) {
          drawn[n++] = r;
        }
      }
      Tree tree = grow(java.util.Arrays.copyOf(drawn, n), residual);
      trees.add(tree);
      for (int r : rows) {
        int leaf = data.leaf(tree, r);
        for (int k = 0; k < outputs; k++) {
          residual[r][k] -= tree.value()[leaf * outputs + k];
        }
      }
    }
    return new TreeEnsemble(base, trees);
  }

  private float edge(int feature, int bin) {
    float[] edges = data.edges[feature];
    return bin < edges.length ? edges[bin] : Float.POSITIVE_INFINITY;
  }

  private Tree grow(int[] drawn, float[][] residual) {
    int most = 2 * settings.leaves() - 1;
    int[] feature = new int[most];
    java.util.Arrays.fill(feature, -1);
    float[] threshold = new float[most];
    int[] left = new int[most];
    int[] right = new int[most];
    float[] value = new float[most * outputs];
    List<Node> open = new ArrayList<>();
    open.add(node(0, drawn, residual, value));
    int nodes = 1;
    for (int leaves = 1; leaves < settings.leaves(); leaves++) {
      Node best = null;
      for (Node node : open) {
        if (node.feature >= 0 && (best == null || node.gain > best.gain)) {
          best = node;
        }
      }
      if (best == null) {
        break;
      }
      open.remove(best);
      feature[best.id] = best.feature;
      threshold[best.id] = edge(best.feature, best.bin);
      left[best.id] = nodes;
      right[best.id] = nodes + 1;
      byte[] bins = data.bin[best.feature];
      int cut = best.bin;
      int[] goLeft = java.util.Arrays.stream(best.rows).filter(r -> bins[r] <= cut).toArray();
      int[] goRight = java.util.Arrays.stream(best.rows).filter(r -> bins[r] > cut).toArray();
      open.add(node(nodes, goLeft, residual, value));
      open.add(node(nodes + 1, goRight, residual, value));
      nodes += 2;
    }
    return new Tree(
        java.util.Arrays.copyOf(feature, nodes),
        java.util.Arrays.copyOf(threshold, nodes),
        java.util.Arrays.copyOf(left, nodes),
        java.util.Arrays.copyOf(right, nodes),
        java.util.Arrays.copyOf(value, nodes * outputs));
  }

  private Node node(int id, int[] rows, float[][] residual, float[] value) {
    double[] sum = new double[outputs];
    for (int r : rows) {
      float[] one = residual[r];
      for (int k = 0; k < outputs; k++) {
        sum[k] += one[k];
      }
    }
    for (int k = 0; k < outputs; k++) {
      value[id * outputs + k] =
          (float) (settings.rate() * sum[k] / (rows.length + settings.penalty()));
    }
    Node node = new Node(id, rows, sum);
    if (rows.length >= 2 * settings.leastRows()) {
      split(node, residual);
    }
    return node;
  }

  private void split(Node node, float[][] residual) {
    double here = score(node.sum, node.rows.length);
    float[] histogram = new float[Binned.MOST_BINS * outputs];
    int[] counts = new int[Binned.MOST_BINS];
    double[] below = new double[outputs];
    for (int f = 0; f < data.features; f++) {
      int last = data.edges[f].length;
      if (last == 0 || random.nextDouble() >= settings.featureShare()) {
        continue;
      }
      java.util.Arrays.fill(histogram, 0, (last + 1) * outputs, 0);
      java.util.Arrays.fill(counts, 0);
      byte[] bins = data.bin[f];
      for (int r : node.rows) {
        int at = bins[r] * outputs;
        counts[bins[r]]++;
        float[] one = residual[r];
        for (int k = 0; k < outputs; k++) {
          histogram[at + k] += one[k];
        }
      }
      java.util.Arrays.fill(below, 0);
      int n = 0;
      for (int b = 0; b < last; b++) {
        n += counts[b];
        for (int k = 0; k < outputs; k++) {
          below[k] += histogram[b * outputs + k];
        }
        int rest = node.rows.length - n;
        if (rest < settings.leastRows()) {
          break;
        }
        if (n < settings.leastRows() || counts[b] == 0) {
          continue;
        }
        double gain = -here;
        for (int k = 0; k < outputs; k++) {
          double above = node.sum[k] - below[k];
          gain +=
              below[k] * below[k] / (n + settings.penalty())
                  + above * above / (rest + settings.penalty());
        }
        if (gain > node.gain) {
          node.gain = gain;
          node.feature = f;
          node.bin = b;
        }
      }
    }
  }

  private double score(double[] sum, int n) {
    double total = 0;
    for (double one : sum) {
      total += one * one;
    }
    return total / (n + settings.penalty());
  }
}
