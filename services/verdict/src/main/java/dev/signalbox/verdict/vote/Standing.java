package dev.signalbox.verdict.vote;

/**
 * A subject with its votes and what the asking voter chose.
 *
 * @param cookie votes of voters known by cookie
 * @param signedIn votes of voters who signed in
 * @param quarantined votes that are kept and not counted in either
 */
public record Standing(
    Subject subject, Tally cookie, Tally signedIn, Tally quarantined, Ballot own) {
  public Tally tally() {
    return cookie.plus(signedIn);
  }

  /** The same for a voter who chose so. */
  Standing with(Ballot ballot) {
    return new Standing(subject, cookie, signedIn, quarantined, ballot);
  }
}
