package dev.signalbox.verdict.integrity;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * How honest voters differ in how often they tie, without assuming a form: a distribution of shares
 * on a grid, fitted to their counts by a few steps of expectation and maximisation from the uniform
 * one (J. Kiefer, J. Wolfowitz, Ann. Math. Stat. 27 (1956) 887-906; N. Laird, J. Am. Stat. Assoc.
 * 73 (1978) 805-811). Few steps leave it wider than the likeliest one, which is the careful side.
 */
final class TieShares {
  private static final int GRID = 120;
  private static final int STEPS = 24;
  private static final int LEAST_VOTERS = 30;

  private final double[] share = new double[GRID];
  private final double[] weight = new double[GRID];
  private final Map<Integer, double[]> byVotes = new HashMap<>();
  private final boolean known;
  private final double mean;

  private record Count(int ties, int votes) {}

  /**
   * Fits.
   *
   * @param trust voters above a half are learnt from, each at least {@code least} votes
   */
  TieShares(double[] trust, int[] cast, int[] ties, int least) {
    Map<Count, Integer> counts = new HashMap<>();
    int voters = 0;
    double tied = 0;
    double all = 1;
    for (int v = 0; v < cast.length; v++) {
      if (trust[v] > 0.5 && cast[v] >= least) {
        counts.merge(new Count(ties[v], cast[v]), 1, Integer::sum);
        voters++;
        tied += ties[v];
        all += cast[v];
      }
    }
    mean = tied / all;
    known = voters >= LEAST_VOTERS;
    for (int i = 0; i < GRID; i++) {
      // Closer together near 0, where most shares are.
      double u = (i + 0.5) / GRID;
      share[i] = u * u;
      weight[i] = 1.0 / GRID;
    }
    for (int step = 0; known && step < STEPS; step++) {
      climb(counts, voters);
    }
  }

  private void climb(Map<Count, Integer> counts, int voters) {
    double[] next = new double[GRID];
    double[] chance = new double[GRID];
    counts.forEach(
        (count, times) -> {
          double most = Double.NEGATIVE_INFINITY;
          for (int i = 0; i < GRID; i++) {
            chance[i] =
                count.ties() * Math.log(share[i])
                    + (count.votes() - count.ties()) * Math.log1p(-share[i]);
            most = Math.max(most, chance[i]);
          }
          double sum = 0;
          for (int i = 0; i < GRID; i++) {
            chance[i] = weight[i] * Math.exp(chance[i] - most);
            sum += chance[i];
          }
          for (int i = 0; i < GRID; i++) {
            next[i] += times * chance[i] / sum / voters;
          }
        });
    System.arraycopy(next, 0, weight, 0, GRID);
  }

  /** Whether there were enough voters to learn from. */
  boolean known() {
    return known;
  }

  /**
   * The share below which so much of the distribution lies; without enough voters their mean.
   *
   * @param at from 0 to 1
   */
  double draw(double at) {
    if (!known) {
      return mean;
    }
    double sum = 0;
    for (int i = 0; i < GRID; i++) {
      sum += weight[i];
      if (sum >= at) {
        return share[i];
      }
    }
    return share[GRID - 1];
  }

  /** Chances of 0, 1, 2 … ties in so many votes. */
  double[] chances(int votes) {
    return byVotes.computeIfAbsent(votes, this::mixed);
  }

  private double[] mixed(int votes) {
    double[] mixed = new double[votes + 1];
    for (int i = 0; i < GRID; i++) {
      double[] binomial = binomial(votes, share[i]);
      for (int k = 0; k <= votes; k++) {
        mixed[k] += weight[i] * binomial[k];
      }
    }
    return mixed;
  }

  /** Chances of 0, 1, 2 … successes. */
  static double[] binomial(int votes, double share) {
    double[] chances = new double[votes + 1];
    double log = votes * Math.log1p(-share);
    double odds = Math.log(share) - Math.log1p(-share);
    for (int k = 0; k <= votes; k++) {
      chances[k] = Math.exp(log);
      if (k < votes) {
        log += odds + Math.log((double) (votes - k) / (k + 1));
      }
    }
    double sum = Arrays.stream(chances).sum();
    for (int k = 0; k <= votes; k++) {
      chances[k] /= sum;
    }
    return chances;
  }
}
