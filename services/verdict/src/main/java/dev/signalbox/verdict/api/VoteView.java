package dev.signalbox.verdict.api;

import dev.signalbox.verdict.vote.Standing;

/** The votes on a subject and the asker's own. */
public record VoteView(String subject, Own own, TallyView tally) {
  /**
   * The asker's own vote.
   *
   * @param choice ship, skip or withdrawn
   * @param revision 0 for who never voted
   */
  public record Own(String choice, long revision) {}

  static VoteView of(Standing standing) {
    return new VoteView(
        standing.subject().slug(),
        new Own(standing.own().choice().text(), standing.own().revision()),
        TallyView.of(standing.tally()));
  }
}
