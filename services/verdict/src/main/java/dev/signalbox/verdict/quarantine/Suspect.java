package dev.signalbox.verdict.quarantine;

import dev.signalbox.verdict.integrity.Rule;
import java.time.Instant;

/**
 * A voter in quarantine.
 *
 * @param voter keyed hash
 * @param evidence how many times clearer than the rule's threshold; infinite for a burst
 * @param votes that were looked at
 */
public record Suspect(String voter, Rule rule, double evidence, int votes, Instant foundAt) {
  private static final int SHORT = 8;

  /** Enough of the hash for its owner to know it by. */
  public String shortVoter() {
    return voter.substring(0, Math.min(SHORT, voter.length()));
  }
}
