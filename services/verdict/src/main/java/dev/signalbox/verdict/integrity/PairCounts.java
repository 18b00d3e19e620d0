package dev.signalbox.verdict.integrity;

import dev.signalbox.verdict.stats.Comparisons;
import java.util.HashMap;
import java.util.Map;

/** Decided votes of each pair, whichever side its subjects were shown on. */
final class PairCounts {
  private final Map<Long, long[]> wins = new HashMap<>();
  private final int items;

  private PairCounts(int items) {
    this.items = items;
  }

  static PairCounts of(Comparisons votes) {
    PairCounts counts = new PairCounts(votes.items());
    for (int v = 0; v < votes.size(); v++) {
      if (votes.score(v) != 0.5) {
        boolean first = votes.score(v) > 0.5;
        int winner = first ? votes.first(v) : votes.second(v);
        int loser = first ? votes.second(v) : votes.first(v);
        counts.wins.computeIfAbsent(counts.key(winner, loser), key -> new long[1])[0]++;
      }
    }
    return counts;
  }

  /** How often the first won against the second. */
  long wins(int first, int second) {
    long[] count = wins.get(key(first, second));
    return count == null ? 0 : count[0];
  }

  private long key(int winner, int loser) {
    return (long) winner * items + loser;
  }
}
