package dev.signalbox.verdict.api;

import dev.signalbox.verdict.vote.Standing;

/** A subject with its votes; signed-in voters and cookie voters are counted apart too. */
public record SubjectView(
    String slug,
    String kind,
    String title,
    String summary,
    boolean simulated,
    TallyView tally,
    TallyView cookie,
    TallyView signedIn) {
  static SubjectView of(Standing standing) {
    return new SubjectView(
        standing.subject().slug(),
        standing.subject().kind(),
        standing.subject().title(),
        standing.subject().summary(),
        standing.subject().simulated(),
        TallyView.of(standing.tally()),
        TallyView.of(standing.cookie()),
        TallyView.of(standing.signedIn()));
  }
}
