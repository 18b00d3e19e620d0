package dev.signalbox.verdict.integrity;

import dev.signalbox.verdict.stats.Comparisons;
import java.util.HashMap;
import java.util.Map;

/**
 * How honest voters choose: by Bradley-Terry strengths with one effect of the side for everybody
 * (R. A. Bradley, M. E. Terry, Biometrika 39 (1952) 324-345; the effect of order as in R. R.
 * Davidson, R. J. Beaver, Biometrics 33 (1977) 693-702), with a normal prior on the strengths that
 * keeps rare subjects near the middle; and a share of ties that differs between voters ({@link
 * TieShares}).
 */
final class HonestVoters {
  /** Precision of the prior on a strength: standard deviation 2, which hardly moves common ones. */
  private static final double RIDGE = 0.25;

  private static final int SWEEPS = 200;
  private static final double SETTLED = 1e-7;

  /** Votes of one voter that the fit is moved by: the cap on one voter's leverage. */
  static final int MOST_WEIGHT = 40;

  private final double[] strength;
  private double side;

  /** Decided votes of one ordered pair. */
  private static final class Cell {
    private final int left;
    private final int right;
    private double leftWins;
    private double rightWins;

    private Cell(int left, int right) {
      this.left = left;
      this.right = right;
    }
  }

  private final TieShares shares;

  private HonestVoters(int items, TieShares shares) {
    strength = new double[items];
    this.shares = shares;
  }

  /**
   * Fits to the decided votes of all, each voter weighed: how one chooses given that one does. Ties
   * as half a win for either would draw the strengths together, and honest voters would agree more
   * with them than the fit says.
   *
   * @param trust in each voter's votes, 0 to 1, by voter's number
   * @param cast votes of each voter; one who voted often weighs no more than {@link #MOST_WEIGHT}
   */
  static HonestVoters fit(Comparisons votes, double[] trust, int[] cast) {
    Map<Long, Cell> cells = new HashMap<>();
    int[] ties = new int[votes.clusters()];
    for (int v = 0; v < votes.size(); v++) {
      int voter = votes.cluster(v);
      double weight = trust[voter] * Math.min(1, (double) MOST_WEIGHT / cast[voter]);
      if (weight > 0 && votes.score(v) != 0.5) {
        Cell cell =
            cells.computeIfAbsent(
                (long) votes.first(v) * votes.items() + votes.second(v),
                key -> new Cell((int) (key / votes.items()), (int) (key % votes.items())));
        cell.leftWins += weight * votes.score(v);
        cell.rightWins += weight * (1 - votes.score(v));
      }
      if (votes.score(v) == 0.5) {
        ties[voter]++;
      }
    }
    HonestVoters fit =
        new HonestVoters(
            votes.items(), new TieShares(trust, cast, ties, SequentialVoterTest.LEAST_VOTES));
    fit.climb(cells.values().toArray(Cell[]::new));
    return fit;
  }

  /** Newton's step for one coordinate after the other; the posterior is concave. */
  private void climb(Cell[] cells) {
    double[] gradient = new double[strength.length];
    double[] curvature = new double[strength.length];
    for (int sweep = 0; sweep < SWEEPS; sweep++) {
      java.util.Arrays.fill(gradient, 0);
      java.util.Arrays.fill(curvature, RIDGE);
      double sideGradient = -side;
      double sideCurvature = 1;
      for (int k = 0; k < strength.length; k++) {
        gradient[k] = -RIDGE * strength[k];
      }
      for (Cell cell : cells) {
        double n = cell.leftWins + cell.rightWins;
        double p = logistic(strength[cell.left] - strength[cell.right] + side);
        double slope = cell.leftWins - n * p;
        double bend = n * p * (1 - p);
        gradient[cell.left] += slope;
        gradient[cell.right] -= slope;
        curvature[cell.left] += bend;
        curvature[cell.right] += bend;
        sideGradient += slope;
        sideCurvature += bend;
      }
      double largest = 0;
      for (int k = 0; k < strength.length; k++) {
        // Half a step: all coordinates move at once.
        double step = gradient[k] / curvature[k] / 2;
        strength[k] += step;
        largest = Math.max(largest, Math.abs(step));
      }
      double sideStep = sideGradient / sideCurvature / 2;
      side += sideStep;
      if (Math.max(largest, Math.abs(sideStep)) < SETTLED) {
        return;
      }
    }
  }

  /** The pair's difference in strength, the first less the second. */
  double difference(int first, int second) {
    return strength[first] - strength[second];
  }

  /** What being on the left adds to a difference. */
  double side() {
    return side;
  }

  /** How often voters tie, by voter. */
  TieShares tieShares() {
    return shares;
  }

  static double logistic(double x) {
    return 1 / (1 + Math.exp(-x));
  }
}
