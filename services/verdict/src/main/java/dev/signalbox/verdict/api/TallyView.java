package dev.signalbox.verdict.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.signalbox.verdict.stats.Interval;
import dev.signalbox.verdict.vote.Tally;
import org.jspecify.annotations.Nullable;

/**
 * Votes with the share of ship.
 *
 * @param share null without votes
 * @param lower lower end of the 95% interval, which holds however often one looks
 * @param upper upper end
 */
public record TallyView(
    long ship,
    long skip,
    long votes,
    @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable Double share,
    double lower,
    double upper) {
  static TallyView of(Tally tally) {
    Interval interval = tally.interval();
    return new TallyView(
        tally.ship(),
        tally.skip(),
        tally.votes(),
        tally.share(),
        interval.lower(),
        interval.upper());
  }
}
