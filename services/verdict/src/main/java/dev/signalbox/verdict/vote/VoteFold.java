package dev.signalbox.verdict.vote;

import dev.signalbox.contracts.events.VoteCast;
import java.util.HashMap;
import java.util.Map;

/**
 * The tally as a fold of the vote log. For each voter and subject the highest revision counts, so
 * repeated and reordered entries change nothing. Not thread-safe.
 */
public final class VoteFold {
  private record Key(String subject, String voter) {}

  private final Map<Key, Ballot> ballots = new HashMap<>();

  /** Adds an entry; votes on pairs are of no tally. */
  public void add(VoteCast entry) {
    if (entry.getPair() != null) {
      return;
    }
    Ballot cast = new Ballot(VoteChoice.of(entry.getChoice().value()), entry.getRevision());
    ballots.merge(
        new Key(entry.getSubject(), entry.getVoter()),
        cast,
        (present, added) -> added.revision() > present.revision() ? added : present);
  }

  public Tally tally(String subject) {
    Tally tally = Tally.NONE;
    for (Map.Entry<Key, Ballot> entry : ballots.entrySet()) {
      if (entry.getKey().subject().equals(subject)) {
        tally = tally.plus(new VoteOutcome.Changed(Ballot.NONE, entry.getValue()).delta());
      }
    }
    return tally;
  }
}
