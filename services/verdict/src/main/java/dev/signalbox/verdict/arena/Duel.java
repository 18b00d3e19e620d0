package dev.signalbox.verdict.arena;

import dev.signalbox.verdict.stats.Interval;
import dev.signalbox.verdict.stats.Proportions;

/**
 * Blind votes on answers of two subjects.
 *
 * @param ties with those for which both are bad
 */
public record Duel(long first, long second, long ties, long voters) {
  public long votes() {
    return first + second + ties;
  }

  /** Share of the first, a tie a half; a half without votes. */
  public double share() {
    return votes() == 0 ? 0.5 : (first + ties / 2.0) / votes();
  }

  /** Wilson's 95% interval of the share. */
  public Interval interval() {
    return votes() == 0
        ? new Interval(0, 1)
        : Proportions.wilsonShare(share(), (double) votes(), Proportions.Z_95);
  }

  /** The interval covers a half: the votes do not say yet. */
  public boolean tooClose() {
    return interval().contains(0.5);
  }
}
