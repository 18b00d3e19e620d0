package dev.signalbox.verdict.vote;

/**
 * A subject with its votes and what the asking voter chose.
 *
 * @param cookie votes of voters known by cookie
 * @param signedIn votes of voters who signed in
 */
public record Standing(Subject subject, Tally cookie, Tally signedIn, Ballot own) {
  public Tally tally() {
    return cookie.plus(signedIn);
  }
}
