package dev.signalbox.verdict.integrity;

import dev.signalbox.verdict.stats.Comparisons;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Runs every rule over all voters. Those found are left out of the fit of {@link HonestVoters} and
 * all are looked at again, until the same ones are found twice.
 */
public final class VoterChecks {
  /** Chance that an honest voter is found, over all rules and however often one looks. */
  public static final double LEVEL = 0.005;

  /** Votes before a voter is looked at. */
  public static final int LEAST_VOTES = SequentialVoterTest.LEAST_VOTES;

  private static final int ROUNDS = 6;

  private final Comparisons votes;
  private final int[] order;
  private final int[] starts;
  private final @Nullable IntToDoubleFunction times;

  private VoterChecks(Comparisons votes, @Nullable IntToDoubleFunction times) {
    this.votes = votes;
    this.times = times;
    this.starts = new int[votes.clusters() + 1];
    for (int v = 0; v < votes.size(); v++) {
      starts[votes.cluster(v) + 1]++;
    }
    for (int c = 0; c < votes.clusters(); c++) {
      starts[c + 1] += starts[c];
    }
    this.order = byVoter();
  }

  /**
   * All findings, in the order of the voters' numbers.
   *
   * @param votes the first item was on the left; the cluster is the voter
   * @param times seconds of each vote; null where unknown, and then the votes are in order
   */
  public static List<Finding> find(Comparisons votes, @Nullable IntToDoubleFunction times) {
    if (votes.size() == 0) {
      return List.of();
    }
    VoterChecks checks = new VoterChecks(votes, times);
    List<Finding> bursts = times == null ? List.of() : checks.bursts(times);
    List<Finding> found = bursts;
    for (int round = 0; round < ROUNDS; round++) {
      boolean[] suspected = new boolean[votes.clusters()];
      found.forEach(finding -> suspected[finding.voter()] = true);
      List<Finding> again = checks.look(suspected, bursts);
      boolean same =
          again.stream()
              .mapToInt(Finding::voter)
              .boxed()
              .toList()
              .equals(found.stream().mapToInt(Finding::voter).boxed().toList());
      found = again;
      if (same) {
        break;
      }
    }
    return found;
  }

  private List<Finding> look(boolean[] suspected, List<Finding> bursts) {
    HonestVoters honest = HonestVoters.fit(votes, suspected);
    PairCounts pairs = PairCounts.of(votes, suspected);
    Finding[] byVoter = new Finding[votes.clusters()];
    bursts.forEach(burst -> byVoter[burst.voter()] = burst);
    List<Finding> found = new ArrayList<>();
    for (int voter = 0; voter < votes.clusters(); voter++) {
      if (byVoter[voter] != null) {
        found.add(byVoter[voter]);
      } else if (starts[voter + 1] - starts[voter] >= LEAST_VOTES) {
        Finding finding = weigh(voter, honest, pairs, suspected[voter]);
        if (finding != null) {
          found.add(finding);
        }
      }
    }
    return found;
  }

  private @Nullable Finding weigh(
      int voter, HonestVoters honest, PairCounts pairs, boolean suspected) {
    VoterEvidence evidence = new VoterEvidence(honest, votes.items());
    SequentialVoterTest test = new SequentialVoterTest(LEVEL);
    for (int i = starts[voter]; i < starts[voter + 1]; i++) {
      int v = order[i];
      int left = votes.first(v);
      int right = votes.second(v);
      double score = votes.score(v);
      boolean inOrder = left < right;
      int low = Math.min(left, right);
      int high = Math.max(left, right);
      // A suspect's own votes are not among those counted; this one is added, as the test wants.
      long own = suspected && score != 0.5 ? 1 : 0;
      boolean lowWon = inOrder ? score == 1 : score == 0;
      test.add(
          inOrder ? score : 1 - score,
          pairs.wins(low, high) + (lowWon ? own : 0),
          pairs.wins(high, low) + (lowWon ? 0 : own));
      double reached = evidence.add(left, right, score, test.logEvidence());
      int cast = i - starts[voter] + 1;
      if (cast >= LEAST_VOTES && reached > 1 / LEVEL) {
        return new Finding(voter, evidence.rule(), cast, reached);
      }
    }
    return null;
  }

  private List<Finding> bursts(IntToDoubleFunction at) {
    Bursts bursts = new Bursts();
    for (int voter = 0; voter < votes.clusters(); voter++) {
      for (int i = starts[voter] + 1; i < starts[voter + 1]; i++) {
        bursts.usual(at.applyAsDouble(order[i]) - at.applyAsDouble(order[i - 1]));
      }
    }
    List<Finding> found = new ArrayList<>();
    for (int voter = 0; voter < votes.clusters(); voter++) {
      int run = 0;
      for (int i = starts[voter] + 1; i < starts[voter + 1]; i++) {
        run =
            bursts.isQuick(at.applyAsDouble(order[i]) - at.applyAsDouble(order[i - 1]))
                ? run + 1
                : 0;
        if (run == Bursts.IN_A_ROW - 1) {
          found.add(
              new Finding(voter, Rule.BURST, i - starts[voter] + 1, Double.POSITIVE_INFINITY));
          break;
        }
      }
    }
    return found;
  }

  /** Votes grouped by voter, each group by time. */
  private int[] byVoter() {
    int[] next = Arrays.copyOf(starts, votes.clusters());
    int[] grouped = new int[votes.size()];
    for (int v = 0; v < votes.size(); v++) {
      grouped[next[votes.cluster(v)]++] = v;
    }
    IntToDoubleFunction at = times;
    if (at == null) {
      return grouped;
    }
    for (int c = 0; c < votes.clusters(); c++) {
      if (!isSorted(grouped, starts[c], starts[c + 1], at)) {
        Integer[] some =
            Arrays.stream(grouped, starts[c], starts[c + 1]).boxed().toArray(Integer[]::new);
        Arrays.sort(some, (x, y) -> Double.compare(at.applyAsDouble(x), at.applyAsDouble(y)));
        for (int i = 0; i < some.length; i++) {
          grouped[starts[c] + i] = some[i];
        }
      }
    }
    return grouped;
  }

  private static boolean isSorted(int[] rows, int from, int to, IntToDoubleFunction at) {
    for (int i = from + 1; i < to; i++) {
      if (at.applyAsDouble(rows[i - 1]) > at.applyAsDouble(rows[i])) {
        return false;
      }
    }
    return true;
  }
}
