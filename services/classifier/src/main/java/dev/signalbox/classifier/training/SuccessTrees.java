package dev.signalbox.classifier.training;

import dev.signalbox.classifier.model.Tree;
import dev.signalbox.classifier.model.TreeEnsemble;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * A forest and boosted trees, half and half, over cheap features and readings. They are grown on a
 * prompt's mean score, each model's deviation from it, and the latents; mean and deviations add up
 * to the models' scores. So the splits go where models differ, which is what a decision needs, and
 * models borrow strength from one another. What is said of training rows comes from trees that did
 * not see them: out of bag, and by folds.
 */
final class SuccessTrees {
  private static final int LEAST_ROWS = 6;
  private static final double FEATURE_SHARE = 0.2;
  private static final double ROW_SHARE = 0.63;

  /** Bounds the leaves of a tree, and with them the file, on large tables. */
  private static final int ROWS_OF_ALL_LEAVES = 1_500;

  private static final TreeTrainer.Settings BOOST =
      new TreeTrainer.Settings(140, 0.05, 12, 30, 0.3, 0.6, 2);

  /** The forest's part of the mean. */
  private static final double FOREST_SHARE = 0.5;

  private static final double MEAN_WEIGHT = 0.8;
  private static final double LATENT_WEIGHT = 0.5;
  private static final int CURVE_START = 20;

  /**
   * One output for each model.
   *
   * @param unseen the same for each training row, by trees that did not see it
   * @param curve number of trees and their mean squared error on unseen rows
   */
  record Fitted(TreeEnsemble trees, float[][] unseen, List<double[]> curve) {}

  private SuccessTrees() {}

  static float[][] targets(double[][] score, float[][] latents) {
    int m = score[0].length;
    double unit = Math.sqrt(m) * MEAN_WEIGHT;
    float[][] targets = new float[score.length][1 + m + latents[0].length];
    for (int i = 0; i < score.length; i++) {
      double mean = 0;
      for (double one : score[i]) {
        mean += one / m;
      }
      targets[i][0] = (float) (mean * unit);
      for (int k = 0; k < m; k++) {
        targets[i][1 + k] = (float) (score[i][k] - mean);
      }
      for (int k = 0; k < latents[i].length; k++) {
        targets[i][1 + m + k] = (float) (latents[i][k] * LATENT_WEIGHT);
      }
    }
    return targets;
  }

  /**
   * Grows both.
   *
   * @param count trees of the forest
   * @param remembered how many features, from the last, tell what is remembered of a question: few
   *     of many, and worth more than most where they say anything
   */
  static Fitted fit(
      Binned binned,
      float[][] stage,
      float[][] targets,
      double[][] score,
      int[] fold,
      int count,
      int remembered,
      long seed) {
    int models = score[0].length;
    int outputs = targets[0].length;
    ForestTrainer.Settings forest =
        new ForestTrainer.Settings(
            count,
            Math.max(LEAST_ROWS, score.length / ROWS_OF_ALL_LEAVES),
            FEATURE_SHARE,
            ROW_SHARE,
            remembered);
    ForestTrainer.Grown grown = new ForestTrainer(binned, targets, forest, seed).grow();
    TreeEnsemble[] boosted =
        IntStream.rangeClosed(0, Folds.COUNT)
            .parallel()
            .mapToObj(
                f -> new TreeTrainer(binned, targets, BOOST, seed + f).fit(Folds.without(fold, f)))
            .toArray(TreeEnsemble[]::new);
    TreeEnsemble whole = boosted[Folds.COUNT];
    List<Tree> trees = new ArrayList<>();
    grown.forest().trees().forEach(t -> trees.add(scored(t, outputs, models, FOREST_SHARE)));
    whole.trees().forEach(t -> trees.add(scored(t, outputs, models, 1 - FOREST_SHARE)));
    float[][] unseen = new float[score.length][];
    IntStream.range(0, unseen.length)
        .parallel()
        .forEach(
            i -> {
              float[] bag = grown.outOfBag(binned, i, count);
              float[] left = boosted[fold[i]].predict(stage[i]);
              for (int k = 0; k < outputs; k++) {
                bag[k] = (float) (FOREST_SHARE * bag[k] + (1 - FOREST_SHARE) * left[k]);
              }
              unseen[i] = toScores(bag, outputs, models, 1);
            });
    List<double[]> curve = new ArrayList<>();
    for (int some = CURVE_START; some <= count; some *= 2) {
      int first = some;
      curve.add(
          new double[] {
            first, error(i -> toScores(grown.outOfBag(binned, i, first), outputs, models, 1), score)
          });
    }
    curve.add(new double[] {trees.size(), error(i -> unseen[i], score)});
    float[] base = toScores(whole.base(), outputs, models, 1 - FOREST_SHARE);
    return new Fitted(new TreeEnsemble(base, trees), unseen, curve);
  }

  private static double error(IntFunction<float[]> guess, double[][] score) {
    double squares = 0;
    for (int i = 0; i < score.length; i++) {
      float[] one = guess.apply(i);
      for (int k = 0; k < one.length; k++) {
        squares += (one[k] - score[i][k]) * (one[k] - score[i][k]);
      }
    }
    return squares / score.length / score[0].length;
  }

  private static Tree scored(Tree tree, int outputs, int models, double factor) {
    return new Tree(
        tree.feature(),
        tree.threshold(),
        tree.left(),
        tree.right(),
        toScores(tree.value(), outputs, models, factor));
  }

  /** Takes mean and deviations back to one score for each model. */
  private static float[] toScores(float[] value, int outputs, int models, double factor) {
    double unit = Math.sqrt(models) * MEAN_WEIGHT;
    float[] scored = new float[value.length / outputs * models];
    for (int n = 0; n < value.length / outputs; n++) {
      for (int m = 0; m < models; m++) {
        scored[n * models + m] =
            (float) (factor * (value[n * outputs] / unit + value[n * outputs + 1 + m]));
      }
    }
    return scored;
  }
}
