package dev.signalbox.verdict.integrity;

import java.util.OptionalInt;

/**
 * Chatbot Arena's sequential test for anomalous voters (W.-L. Chiang et al., ICML 2024, section on
 * anomalous users; the variant that FastChat runs). Each vote is compared with all decided votes on
 * its pair; the evidence is the product of 1/(2p) over the voter's votes in order, for voting too
 * high and for voting too low. A voter whose evidence passes 1/alpha is flagged; an honest voter's
 * expected evidence stays at most 1, whenever one looks.
 */
public final class SequentialVoterTest {
  /** Votes that a voter needs before being looked at. */
  public static final int LEAST_VOTES = 5;

  /** Votes of one voter that are looked at. */
  public static final int MOST_VOTES = 100;

  private final double threshold;
  private double tooHigh;
  private double tooLow;
  private int votes;
  private boolean flagged;

  /**
   * A voter's test before the first vote.
   *
   * @param alpha bound on the chance of flagging an honest voter, such as 0.05
   */
  public SequentialVoterTest(double alpha) {
    if (!(alpha > 0 && alpha < 1)) {
      throw new IllegalArgumentException("alpha is between 0 and 1: " + alpha);
    }
    this.threshold = -Math.log(alpha);
  }

  /**
   * The next vote of this voter.
   *
   * @param score 1 for the pair's first model, 0 for its second, a half for a tie
   * @param wins decided votes of everybody for the pair's first model, this one included
   * @param losses decided votes for its second
   */
  public void add(double score, long wins, long losses) {
    if (flagged || votes == MOST_VOTES || wins + losses == 0) {
      return;
    }
    votes++;
    double decided = (double) wins + losses;
    double below = (losses + (score >= 1 ? wins : 0)) / decided;
    double above = (wins + (score <= 0 ? losses : 0)) / decided;
    tooHigh -= Math.log(2 * below);
    tooLow -= Math.log(2 * above);
    flagged = tooHigh > threshold || tooLow > threshold;
  }

  /**
   * Log of the mean evidence of both directions; unlike the flag it goes on after the last look.
   */
  double logEvidence() {
    double most = Math.max(tooHigh, tooLow);
    return most + Math.log((Math.exp(tooHigh - most) + Math.exp(tooLow - most)) / 2);
  }

  /** After how many votes the voter was flagged; empty for a voter who was not. */
  public OptionalInt flaggedAfter() {
    return flagged ? OptionalInt.of(votes) : OptionalInt.empty();
  }
}
