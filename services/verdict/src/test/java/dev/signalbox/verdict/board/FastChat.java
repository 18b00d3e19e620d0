package dev.signalbox.verdict.board;

import dev.signalbox.verdict.integrity.SequentialVoterTest;
import dev.signalbox.verdict.stats.Comparisons;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/** FastChat's own procedure with its own level, for comparison with what it publishes. */
final class FastChat {
  private static final double ALPHA = 0.05;

  private FastChat() {}

  /** A voter and after how many votes that was clear. */
  record Flagged(String voter, int votes) {}

  /** By voter's name. A file without voters has none to find. */
  static List<Flagged> find(Votes votes) {
    if (!votes.hasVoters()) {
      return List.of();
    }
    Comparisons all = votes.comparisons();
    int models = votes.models().size();
    long[] wins = new long[models * models];
    int[] cast = new int[votes.voters().size()];
    for (int c = 0; c < all.size(); c++) {
      cast[all.cluster(c)]++;
      if (all.score(c) == 1) {
        wins[all.first(c) * models + all.second(c)]++;
      } else if (all.score(c) == 0) {
        wins[all.second(c) * models + all.first(c)]++;
      }
    }
    SequentialVoterTest[] tests = new SequentialVoterTest[cast.length];
    for (int c : order(votes)) {
      int voter = all.cluster(c);
      if (cast[voter] < SequentialVoterTest.LEAST_VOTES) {
        continue;
      }
      if (tests[voter] == null) {
        tests[voter] = new SequentialVoterTest(ALPHA);
      }
      // One direction for each pair, whichever side the models were shown on: by name, as FastChat
      // has it.
      boolean inOrder =
          votes.models().name(all.first(c)).compareTo(votes.models().name(all.second(c))) < 0;
      int low = inOrder ? all.first(c) : all.second(c);
      int high = inOrder ? all.second(c) : all.first(c);
      double score = inOrder ? all.score(c) : 1 - all.score(c);
      tests[voter].add(score, wins[low * models + high], wins[high * models + low]);
    }
    List<Flagged> flagged = new ArrayList<>();
    for (int voter = 0; voter < tests.length; voter++) {
      if (tests[voter] != null && tests[voter].flaggedAfter().isPresent()) {
        flagged.add(
            new Flagged(votes.voters().name(voter), tests[voter].flaggedAfter().getAsInt()));
      }
    }
    flagged.sort(Comparator.comparing(Flagged::voter));
    return flagged;
  }

  private static int[] order(Votes votes) {
    IntStream rows = IntStream.range(0, votes.comparisons().size());
    IntToDoubleFunction times = votes.times();
    return times == null
        ? rows.toArray()
        : rows.boxed()
            .sorted(Comparator.comparingDouble(times::applyAsDouble))
            .mapToInt(Integer::intValue)
            .toArray();
  }
}
