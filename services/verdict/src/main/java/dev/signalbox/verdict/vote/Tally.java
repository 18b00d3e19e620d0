package dev.signalbox.verdict.vote;

import dev.signalbox.verdict.stats.ConfidenceSequence;
import dev.signalbox.verdict.stats.Interval;
import org.jspecify.annotations.Nullable;

/** Present votes on a subject, or a change of them. */
public record Tally(long ship, long skip) {
  public static final Tally NONE = new Tally(0, 0);

  /** Chance that the interval ever misses. */
  private static final double ALPHA = 0.05;

  public Tally plus(Tally other) {
    return new Tally(ship + other.ship, skip + other.skip);
  }

  Tally minus(Tally other) {
    return new Tally(ship - other.ship, skip - other.skip);
  }

  public long votes() {
    return ship + skip;
  }

  /** Share of ship; null without votes. */
  public @Nullable Double share() {
    return votes() == 0 ? null : (double) ship / votes();
  }

  /**
   * 95% interval of the share that holds at all times at once, as pages are looked at whenever it
   * pleases; 0 to 1 without votes.
   */
  public Interval interval() {
    return ConfidenceSequence.bernoulli(ship, votes(), ALPHA);
  }
}
