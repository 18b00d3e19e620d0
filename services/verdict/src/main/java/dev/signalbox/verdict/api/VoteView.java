package dev.signalbox.verdict.api;

import dev.signalbox.verdict.vote.Standing;

/**
 * The votes on a subject and the asker's own.
 *
 * @param tally of both kinds of voters
 * @param cookie votes of voters known by cookie
 * @param signedIn votes of voters who signed in
 * @param quarantined votes that are kept and not counted
 */
public record VoteView(
    String subject, Own own, TallyView tally, long cookie, long signedIn, long quarantined) {
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
        TallyView.of(standing.tally()),
        standing.cookie().votes(),
        standing.signedIn().votes(),
        standing.quarantined().votes());
  }
}
