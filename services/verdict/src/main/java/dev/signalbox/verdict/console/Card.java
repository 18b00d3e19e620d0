package dev.signalbox.verdict.console;

import dev.signalbox.verdict.stats.Interval;
import dev.signalbox.verdict.vote.Standing;
import dev.signalbox.verdict.vote.Tally;
import dev.signalbox.verdict.vote.VoteChoice;

/** A subject on the votes page. */
public record Card(Standing standing) {
  public Tally tally() {
    return standing.tally();
  }

  public Interval interval() {
    return standing.tally().interval();
  }

  public boolean shipped() {
    return standing.own().choice() == VoteChoice.SHIP;
  }

  public boolean skipped() {
    return standing.own().choice() == VoteChoice.SKIP;
  }

  /** In words, for those who don't see the bar. */
  public String summary() {
    Tally tally = tally();
    if (tally.votes() == 0) {
      return "No votes yet";
    }
    return "%s of %s say ship; the 95%% interval is %s to %s"
        .formatted(
            Display.grouped(tally.ship()),
            Display.grouped(tally.votes()),
            Display.percent(interval().lower()),
            Display.percent(interval().upper()));
  }

  /** The interval covers a half: the votes don't say yet. */
  public boolean tooClose() {
    return interval().contains(0.5);
  }

  /** Place of the share's mark, 0.8 wide, on a scale of 0 to 100. */
  public double at() {
    Double share = tally().share();
    return share == null ? 0 : Math.clamp(share * 100 - 0.4, 0, 99.2);
  }

  public double from() {
    return interval().lower() * 100;
  }

  public double wide() {
    return interval().width() * 100;
  }
}
