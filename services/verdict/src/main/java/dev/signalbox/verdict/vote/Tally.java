package dev.signalbox.verdict.vote;

import dev.signalbox.verdict.stats.Interval;
import dev.signalbox.verdict.stats.Proportions;
import org.jspecify.annotations.Nullable;

/** Present votes on a subject, or a change of them. */
public record Tally(long ship, long skip) {
  public static final Tally NONE = new Tally(0, 0);

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

  /** Wilson's 95% interval of the share; 0 to 1 without votes. */
  public Interval interval() {
    return Proportions.wilson(ship, votes());
  }
}
