package dev.signalbox.classifier.training;

import dev.signalbox.classifier.model.Tree;
import dev.signalbox.classifier.model.TreeEnsemble;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Extremely randomised trees (Geurts, Ernst and Wehenkel, 2006) with a vector in every leaf: each
 * split is the best of a few features, each cut at random. Averaged over many trees they take less
 * of a small table's noise for a rule than boosting does. Each tree sees a part of the rows; the
 * trees that did not see a row predict it out of bag, which is the validation that operating points
 * need, for the price of one fit.
 */
final class ForestTrainer {
  /**
   * How to grow.
   *
   * @param leastRows in a leaf
   * @param featureShare tried at each split
   * @param rowShare drawn for each tree, without replacement
   * @param always how many features, from the last, are tried at every split beside those
   */
  record Settings(int trees, int leastRows, double featureShare, double rowShare, int always) {}

  /** A forest, and what it says of rows that its trees did not see. */
  record Grown(TreeEnsemble forest, boolean[][] seen, float[] mean) {
    /**
     * The mean of those of the first {@code count} trees that did not see the row; the mean of all
     * rows when all did.
     */
    float[] outOfBag(Binned data, int row, int count) {
      int outputs = mean.length;
      float[] sum = new float[outputs];
      int n = 0;
      for (int t = 0; t < count; t++) {
        if (!seen[t][row]) {
          Tree tree = forest.trees().get(t);
          int at = data.leaf(tree, row) * outputs;
          for (int k = 0; k < outputs; k++) {
            sum[k] += tree.value()[at + k];
          }
          n++;
        }
      }
      for (int k = 0; k < outputs; k++) {
        sum[k] = n == 0 ? mean[k] : sum[k] * forest.trees().size() / n;
      }
      return sum;
    }
  }

  private final Binned data;
  private final float[][] targets;
  private final int outputs;
  private final Settings settings;
  private final long seed;

  ForestTrainer(Binned data, float[][] targets, Settings settings, long seed) {
    this.data = data;
    this.targets = targets;
    this.outputs = targets[0].length;
    this.settings = settings;
    this.seed = seed;
  }

  Grown grow() {
    boolean[][] seen = new boolean[settings.trees()][];
    Tree[] trees =
        IntStream.range(0, settings.trees())
            .parallel()
            .mapToObj(
                t -> {
                  SplittableRandom random = new SplittableRandom(seed * 1_000_003 + t);
                  seen[t] = draw(random);
                  return new Growth(seen[t], random).tree();
                })
            .toArray(Tree[]::new);
    float[] mean = new float[outputs];
    for (float[] target : targets) {
      for (int k = 0; k < outputs; k++) {
        mean[k] += target[k] / targets.length;
      }
    }
    return new Grown(new TreeEnsemble(new float[outputs], List.of(trees)), seen, mean);
  }

  private boolean[] draw(SplittableRandom random) {
    int[] order = IntStream.range(0, data.rows).toArray();
    boolean[] drawn = new boolean[data.rows];
    int count = (int) Math.ceil(settings.rowShare() * data.rows);
    for (int i = 0; i < count; i++) {
      int j = i + random.nextInt(order.length - i);
      drawn[order[j]] = true;
      order[j] = order[i];
    }
    return drawn;
  }

  /** One tree in the making. Rows of a node lie together in one array. */
  private final class Growth {
    private final int[] rows;
    private final SplittableRandom random;
    private final int[] order = IntStream.range(0, data.features).toArray();
    private final double[] left = new double[outputs];
    private int[] feature = new int[256];
    private float[] threshold = new float[256];
    private int[] lower = new int[256];
    private int[] upper = new int[256];
    private float[] value = new float[256 * outputs];
    private int nodes;

    Growth(boolean[] drawn, SplittableRandom random) {
      this.rows = IntStream.range(0, drawn.length).filter(r -> drawn[r]).toArray();
      this.random = random;
    }

    Tree tree() {
      split(0, rows.length);
      return new Tree(
          Arrays.copyOf(feature, nodes),
          Arrays.copyOf(threshold, nodes),
          Arrays.copyOf(lower, nodes),
          Arrays.copyOf(upper, nodes),
          Arrays.copyOf(value, nodes * outputs));
    }

    /** Grows the node of the rows in a range; depth is bounded by the least rows of a leaf. */
    private int split(int from, int to) {
      int id = node();
      double[] sum = new double[outputs];
      for (int i = from; i < to; i++) {
        float[] target = targets[rows[i]];
        for (int k = 0; k < outputs; k++) {
          sum[k] += target[k];
        }
      }
      for (int k = 0; k < outputs; k++) {
        value[id * outputs + k] = (float) (sum[k] / (to - from) / settings.trees());
      }
      feature[id] = -1;
      if (to - from < 2 * settings.leastRows()) {
        return id;
      }
      int bestFeature = -1;
      int bestCut = 0;
      double bestScore = 0;
      for (int f = data.features - settings.always(); f < data.features; f++) {
        int cut = cut(f, from, to);
        double score = cut < 0 ? 0 : score(f, cut, from, to, sum);
        if (score > bestScore) {
          bestScore = score;
          bestFeature = f;
          bestCut = cut;
        }
      }
      int wanted = (int) Math.max(1, settings.featureShare() * data.features);
      for (int tried = 0, next = 0; tried < wanted && next < order.length; next++) {
        int j = next + random.nextInt(order.length - next);
        int f = order[j];
        order[j] = order[next];
        order[next] = f;
        int cut = cut(f, from, to);
        if (cut < 0) {
          continue;
        }
        tried++;
        double score = score(f, cut, from, to, sum);
        if (score > bestScore) {
          bestScore = score;
          bestFeature = f;
          bestCut = cut;
        }
      }
      if (bestFeature < 0) {
        return id;
      }
      int middle = partition(data.bin[bestFeature], bestCut, from, to);
      int below = split(from, middle);
      int above = split(middle, to);
      feature[id] = bestFeature;
      threshold[id] = data.edges[bestFeature][bestCut];
      lower[id] = below;
      upper[id] = above;
      return id;
    }

    private int node() {
      if (nodes == feature.length) {
        feature = Arrays.copyOf(feature, 2 * nodes);
        threshold = Arrays.copyOf(threshold, 2 * nodes);
        lower = Arrays.copyOf(lower, 2 * nodes);
        upper = Arrays.copyOf(upper, 2 * nodes);
        value = Arrays.copyOf(value, 2 * nodes * outputs);
      }
      return nodes++;
    }

    /** A random bin that leaves rows on both sides, or -1 when all rows lie in one bin. */
    private int cut(int f, int from, int to) {
      byte[] bins = data.bin[f];
      int least = Integer.MAX_VALUE;
      int most = -1;
      for (int i = from; i < to; i++) {
        int bin = bins[rows[i]];
        least = Math.min(least, bin);
        most = Math.max(most, bin);
      }
      return least == most ? -1 : least + random.nextInt(most - least);
    }

    /** Squares explained; 0 when a side would have too few rows. */
    private double score(int f, int cut, int from, int to, double[] sum) {
      byte[] bins = data.bin[f];
      Arrays.fill(left, 0);
      int n = 0;
      for (int i = from; i < to; i++) {
        if (bins[rows[i]] <= cut) {
          n++;
          float[] target = targets[rows[i]];
          for (int k = 0; k < outputs; k++) {
            left[k] += target[k];
          }
        }
      }
      int rest = to - from - n;
      if (n < settings.leastRows() || rest < settings.leastRows()) {
        return 0;
      }
      double score = 0;
      for (int k = 0; k < outputs; k++) {
        double right = sum[k] - left[k];
        score += left[k] * left[k] / n + right * right / rest - sum[k] * sum[k] / (to - from);
      }
      return score;
    }

    private int partition(byte[] bins, int cut, int from, int to) {
      int low = from;
      int high = to - 1;
      while (low <= high) {
        if (bins[rows[low]] <= cut) {
          low++;
        } else {
          int swap = rows[low];
          rows[low] = rows[high];
          rows[high--] = swap;
        }
      }
      return low;
    }
  }
}
