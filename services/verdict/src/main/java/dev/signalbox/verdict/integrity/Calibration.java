package dev.signalbox.verdict.integrity;

import dev.signalbox.verdict.stats.Comparisons;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * What {@link Crowd} says of honest voters, by simulation: voters of the board are drawn and vote
 * on the same pairs again, honestly, each with a taste and a share of ties of their own. The level
 * is a share of all of them, so that those who voted often, who can be told apart, get most of it.
 * The same votes give the same answer everywhere.
 */
final class Calibration {
  private static final int SIMULATED = 6_000;
  private static final long SEED = 20_261_128;

  private final double[] sorted = new double[SIMULATED];

  /**
   * Simulates.
   *
   * @param voters where each voter's rows begin and end: pairs of from and to
   * @param tastes standard deviation of a voter's own strengths about the common ones
   */
  Calibration(
      HonestVoters honest,
      Comparisons votes,
      Crowd crowd,
      int[] rows,
      int[][] voters,
      double tastes) {
    SplittableRandom random = new SplittableRandom(SEED);
    double[] taste = new double[votes.items()];
    for (int s = 0; s < SIMULATED; s++) {
      int[] voter = voters[random.nextInt(voters.length)];
      double share = honest.tieShares().draw(random.nextDouble());
      if (tastes > 0) {
        for (int k = 0; k < taste.length; k++) {
          taste[k] = tastes * random.nextGaussian();
        }
      }
      crowd.clear();
      for (int i = voter[0]; i < Math.min(voter[1], voter[0] + VoterTests.MOST_VOTES); i++) {
        if (random.nextDouble() < share) {
          crowd.tie();
        } else {
          int first = votes.first(rows[i]);
          int second = votes.second(rows[i]);
          double difference = honest.difference(first, second);
          double own = difference + taste[first] - taste[second] + honest.side();
          crowd.chose(difference, random.nextDouble() < HonestVoters.logistic(own));
        }
      }
      sorted[s] = crowd.odds().log();
    }
    Arrays.sort(sorted);
  }

  /** Share of honest voters of whom as much is said; never 0. */
  double share(double log) {
    int low = 0;
    int high = SIMULATED;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle] < log) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return (SIMULATED - low + 1.0) / (SIMULATED + 1);
  }
}
