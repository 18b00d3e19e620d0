package dev.signalbox.verdict.arena;

import dev.signalbox.verdict.stats.ConfidenceSequence;
import dev.signalbox.verdict.stats.Interval;

/**
 * Blind votes on answers of two subjects. Voters are what is independent, so the share and its
 * interval count each voter once, however many votes are theirs.
 *
 * @param ties with those for which both are bad
 * @param forFirst voters who chose the first more often than the second
 * @param even voters who chose both as often
 */
public record Duel(long first, long second, long ties, long forFirst, long forSecond, long even) {
  /** Chance that the interval ever misses. */
  private static final double ALPHA = 0.05;

  private static final double[] LEANINGS = {-1, 0, 1};

  public long votes() {
    return first + second + ties;
  }

  public long voters() {
    return forFirst + forSecond + even;
  }

  /** Share of voters for the first, the even a half; a half without voters. */
  public double share() {
    return voters() == 0 ? 0.5 : (forFirst + even / 2.0) / voters();
  }

  /** 95% interval of the share that holds at all times at once. */
  public Interval interval() {
    Interval leaning =
        ConfidenceSequence.pairedDifference(
            LEANINGS, new long[] {forSecond, even, forFirst}, ALPHA);
    return new Interval((leaning.lower() + 1) / 2, (leaning.upper() + 1) / 2);
  }

  /** The interval covers a half: the votes do not say yet. */
  public boolean tooClose() {
    return interval().contains(0.5);
  }
}
