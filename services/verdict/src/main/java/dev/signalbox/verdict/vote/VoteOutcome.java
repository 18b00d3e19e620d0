package dev.signalbox.verdict.vote;

/** What casting did. */
public sealed interface VoteOutcome {
  /** The ballot in force afterwards. */
  Ballot ballot();

  record Unchanged(Ballot ballot) implements VoteOutcome {}

  record Changed(Ballot before, Ballot ballot) implements VoteOutcome {
    /** What the tally gains or loses. */
    public Tally delta() {
      return new Tally(
          count(ballot, VoteChoice.SHIP) - count(before, VoteChoice.SHIP),
          count(ballot, VoteChoice.SKIP) - count(before, VoteChoice.SKIP));
    }

    private static long count(Ballot ballot, VoteChoice choice) {
      return ballot.choice() == choice ? 1 : 0;
    }
  }
}
