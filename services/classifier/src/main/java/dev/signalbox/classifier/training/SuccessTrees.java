package dev.signalbox.classifier.training;

import dev.signalbox.classifier.model.Tree;
import dev.signalbox.classifier.model.TreeEnsemble;
import java.util.ArrayList;
import java.util.List;

/**
 * Boosted trees over cheap features and readings. They are grown on a prompt's mean score, each
 * model's deviation from it, and the latents; mean and deviations add up to the models' scores. So
 * the splits go where models differ, which is what a decision needs, and models borrow strength
 * from one another.
 */
final class SuccessTrees {
  static final TreeTrainer.Settings SETTINGS =
      new TreeTrainer.Settings(240, 0.05, 12, 30, 0.3, 0.6, 2);

  /** Ensembles of different draws that are averaged. */
  static final int BAGS = 2;

  private static final double MEAN_WEIGHT = 0.8;
  private static final double LATENT_WEIGHT = 0.5;

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
   * One output for each model; the bags' trees stand in turn, so that a prefix is a mean of
   * prefixes.
   */
  static TreeEnsemble fit(
      Binned binned,
      float[][] targets,
      TreeTrainer.Settings settings,
      long seed,
      boolean[] used,
      int models) {
    List<TreeEnsemble> bags = new ArrayList<>();
    for (int b = 0; b < BAGS; b++) {
      bags.add(new TreeTrainer(binned, targets, settings, seed + 1000L * b).fit(used));
    }
    List<Tree> trees = new ArrayList<>();
    int outputs = targets[0].length;
    for (int t = 0; t < settings.rounds(); t++) {
      for (TreeEnsemble bag : bags) {
        Tree tree = bag.trees().get(t);
        trees.add(
            new Tree(
                tree.feature(),
                tree.threshold(),
                tree.left(),
                tree.right(),
                toScores(tree.value(), outputs, models, 1.0 / BAGS)));
      }
    }
    return new TreeEnsemble(toScores(bags.get(0).base(), outputs, models, 1), trees);
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
