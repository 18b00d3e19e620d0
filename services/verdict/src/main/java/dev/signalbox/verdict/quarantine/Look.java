package dev.signalbox.verdict.quarantine;

import dev.signalbox.verdict.integrity.Finding;
import dev.signalbox.verdict.integrity.Rule;
import dev.signalbox.verdict.integrity.VoterChecks;
import dev.signalbox.verdict.stats.Comparisons;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One look at all present votes. Pure: the same votes, earlier looks and quarantine give the same
 * answer. A voter is newly suspected only at 5, 8, 12, 18 … votes, each half as many more: looking
 * every minute is not testing every minute.
 *
 * @param suspected newly found
 * @param released in quarantine until now, and not found any more
 * @param looks votes of each voter who was looked at now
 */
record Look(
    List<Found> suspected,
    List<String> released,
    Map<String, Integer> looks,
    int voters,
    int votes) {
  private static final double NEXT = 1.5;

  /** A voter with the reason. */
  record Found(String voter, Rule rule, double evidence, int votes) {}

  /**
   * Looks.
   *
   * @param votes in the order in which they were cast
   * @param looked votes that each voter had at the last look
   * @param held who is in quarantine
   * @param pardoned who is not put there
   */
  static Look at(
      List<LiveVote> votes,
      Map<String, Integer> looked,
      java.util.Set<String> held,
      java.util.Set<String> pardoned) {
    Map<String, Integer> voters = new LinkedHashMap<>();
    Map<String, Integer> items = new HashMap<>();
    Comparisons comparisons = new Comparisons();
    for (LiveVote vote : votes) {
      comparisons.add(
          number(items, vote.left()),
          number(items, vote.right()),
          vote.score(),
          1,
          number(voters, vote.voter()));
    }
    int[] cast = new int[voters.size()];
    for (int v = 0; v < comparisons.size(); v++) {
      cast[comparisons.cluster(v)]++;
    }
    Map<Integer, Finding> found = new HashMap<>();
    VoterChecks.find(comparisons, v -> votes.get(v).seconds())
        .forEach(finding -> found.put(finding.voter(), finding));
    List<Found> suspected = new ArrayList<>();
    List<String> released = new ArrayList<>(held);
    Map<String, Integer> looks = new HashMap<>();
    voters.forEach(
        (voter, number) -> {
          boolean due =
              cast[number] >= VoterChecks.LEAST_VOTES
                  && cast[number] >= NEXT * looked.getOrDefault(voter, 0);
          if (due) {
            looks.put(voter, cast[number]);
          }
          Finding finding = found.get(number);
          if (finding == null || pardoned.contains(voter)) {
            return;
          }
          boolean wasHeld = released.remove(voter);
          if (!wasHeld && due) {
            suspected.add(new Found(voter, finding.rule(), finding.evidence(), cast[number]));
          }
        });
    return new Look(suspected, released, looks, voters.size(), votes.size());
  }

  private static int number(Map<String, Integer> numbers, String name) {
    return numbers.computeIfAbsent(name, any -> numbers.size());
  }
}
