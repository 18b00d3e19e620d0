package dev.signalbox.verdict.vote;

/**
 * A voter's present choice on a subject.
 *
 * @param revision 0 before the first vote, one more with each change
 */
public record Ballot(VoteChoice choice, long revision) {
  public static final Ballot NONE = new Ballot(VoteChoice.WITHDRAWN, 0);

  /** The same choice again changes nothing, so that a repeated request is harmless. */
  public VoteOutcome next(VoteChoice wanted) {
    return wanted == choice
        ? new VoteOutcome.Unchanged(this)
        : new VoteOutcome.Changed(this, new Ballot(wanted, revision + 1));
  }
}
