package dev.signalbox.verdict.integrity;

import dev.signalbox.verdict.stats.Comparisons;
import java.util.Arrays;

/**
 * A first guess at whose votes to fit to, for when attackers are many: voters are a mixture of
 * honest ones, coins, contrary ones, and ones that keep to a side; the chance of being honest is
 * their weight (expectation and maximisation in turn: A. P. Dempster, N. M. Laird, D. B. Rubin, J.
 * R. Stat. Soc. B 39 (1977) 1-38). Nobody is found by it.
 */
final class Trust {
  private static final int ROUNDS = 6;
  private static final double ATTACKERS = 0.05;
  private static final double SIDED = 0.95;

  private Trust() {}

  /** From 0 to 1 for each voter. */
  static double[] of(Comparisons votes, int[] cast) {
    double[] trust = new double[votes.clusters()];
    Arrays.fill(trust, 1);
    double[] honest = new double[trust.length];
    double[] contrary = new double[trust.length];
    int[] decided = new int[trust.length];
    int[] lefts = new int[trust.length];
    for (int v = 0; v < votes.size(); v++) {
      if (votes.score(v) != 0.5) {
        decided[votes.cluster(v)]++;
        lefts[votes.cluster(v)] += votes.score(v) > 0.5 ? 1 : 0;
      }
    }
    for (int round = 0; round < ROUNDS; round++) {
      HonestVoters fit = HonestVoters.fit(votes, trust, cast);
      Arrays.fill(honest, 0);
      Arrays.fill(contrary, 0);
      for (int v = 0; v < votes.size(); v++) {
        if (votes.score(v) != 0.5) {
          double sign = votes.score(v) > 0.5 ? 1 : -1;
          double difference = sign * fit.difference(votes.first(v), votes.second(v));
          honest[votes.cluster(v)] += logistic(difference + sign * fit.side());
          contrary[votes.cluster(v)] += logistic(-difference);
        }
      }
      for (int voter = 0; voter < trust.length; voter++) {
        double n = decided[voter];
        double left = side(lefts[voter], n);
        double right = side(n - lefts[voter], n);
        double others =
            Math.exp(Math.min(700, n * Math.log(0.5) - honest[voter]))
                + Math.exp(Math.min(700, contrary[voter] - honest[voter]))
                + Math.exp(Math.min(700, left - honest[voter]))
                + Math.exp(Math.min(700, right - honest[voter]));
        trust[voter] = 1 / (1 + ATTACKERS * others);
      }
    }
    return trust;
  }

  private static double side(double chosen, double decided) {
    return chosen * Math.log(SIDED) + (decided - chosen) * Math.log1p(-SIDED);
  }

  /** Log of the logistic function. */
  private static double logistic(double x) {
    return x > 0 ? -Math.log1p(Math.exp(-x)) : x - Math.log1p(Math.exp(x));
  }
}
