package dev.signalbox.verdict.board;

import dev.signalbox.verdict.integrity.Finding;
import dev.signalbox.verdict.integrity.VoterChecks;
import java.util.Comparator;
import java.util.List;

/** Runs the rules of integrity over a file's voters: the same that run live. */
final class Anomalies {
  private Anomalies() {}

  /** By voter's name. A file without voters has none to find. */
  static List<Board.Flagged> find(Votes votes) {
    if (!votes.hasVoters()) {
      return List.of();
    }
    return VoterChecks.find(votes.comparisons(), votes.times()).stream()
        .map(finding -> flagged(votes, finding))
        .sorted(Comparator.comparing(Board.Flagged::voter))
        .toList();
  }

  private static Board.Flagged flagged(Votes votes, Finding finding) {
    return new Board.Flagged(
        votes.voters().name(finding.voter()), finding.votes(), finding.rule().code());
  }
}
