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
  /** Share of honest voters that all tests together may touch. */
  public static final double LEVEL = 0.0053;

  /** Votes before a voter is looked at. */
  public static final int LEAST_VOTES = SequentialVoterTest.LEAST_VOTES;

  /** Votes of one voter that a fit, or a leaderboard, is moved by at most. */
  public static final int LEVERAGE_CAP = HonestVoters.MOST_WEIGHT;

  /** Added to the votes of a pair for either side, so that no choice is held impossible. */
  private static final long UNSEEN = 2;

  /** Decided votes from which a pair's own shares are trusted. */
  private static final long KNOWN_PAIR = 20;

  private static final int ROUNDS = 6;

  private final Comparisons votes;
  private final int[] order;
  private final int[] starts;
  private final PairCounts pairs;
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
    this.pairs = PairCounts.of(votes);
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
    int[] cast = checks.cast();
    double[] trust = Trust.of(votes, cast);
    for (int round = 0; round < ROUNDS; round++) {
      List<Finding> again = checks.look(trust, cast, bursts);
      boolean same =
          again.stream()
              .mapToInt(Finding::voter)
              .boxed()
              .toList()
              .equals(found.stream().mapToInt(Finding::voter).boxed().toList());
      found = again;
      Arrays.fill(trust, 1);
      found.forEach(finding -> trust[finding.voter()] = 0);
      if (same) {
        break;
      }
    }
    return found;
  }

  private int[] cast() {
    int[] cast = new int[votes.clusters()];
    for (int voter = 0; voter < cast.length; voter++) {
      cast[voter] = starts[voter + 1] - starts[voter];
    }
    return cast;
  }

  private List<Finding> look(double[] trust, int[] cast, List<Finding> bursts) {
    HonestVoters honest = HonestVoters.fit(votes, trust, cast);
    VoterTests tests = new VoterTests(honest, votes);
    List<int[]> usual = new ArrayList<>();
    for (int voter = 0; voter < votes.clusters(); voter++) {
      if (trust[voter] > 0.5 && starts[voter + 1] - starts[voter] >= LEAST_VOTES) {
        tests.learn(order, starts[voter], starts[voter + 1]);
        usual.add(new int[] {starts[voter], starts[voter + 1]});
      }
    }
    tests.learned(order, usual.toArray(int[][]::new));
    Finding[] byVoter = new Finding[votes.clusters()];
    bursts.forEach(burst -> byVoter[burst.voter()] = burst);
    List<Finding> found = new ArrayList<>();
    for (int voter = 0; voter < votes.clusters(); voter++) {
      int from = starts[voter];
      int to = starts[voter + 1];
      if (byVoter[voter] != null) {
        found.add(byVoter[voter]);
      } else if (to - from >= LEAST_VOTES) {
        VoterTests.Reason reason = tests.judge(order, from, to);
        if (reason.chance() < 1) {
          found.add(new Finding(voter, reason.rule(), to - from, 1 / reason.chance()));
        } else if (sequential(from, to)) {
          found.add(new Finding(voter, Rule.CONTRARY, to - from, 1));
        }
      }
    }
    return found;
  }

  private boolean sequential(int from, int to) {
    SequentialVoterTest test = new SequentialVoterTest(VoterTests.PAIRS);
    for (int i = from; i < to; i++) {
      int v = order[i];
      if (votes.score(v) == 0.5) {
        // To the test a tie is a choice against the stronger one: where many tie it would find
        // many.
        continue;
      }
      boolean inOrder = votes.first(v) < votes.second(v);
      int low = inOrder ? votes.first(v) : votes.second(v);
      int high = inOrder ? votes.second(v) : votes.first(v);
      long wins = pairs.wins(low, high) + UNSEEN;
      long losses = pairs.wins(high, low) + UNSEEN;
      if (wins + losses >= KNOWN_PAIR) {
        test.add(inOrder ? votes.score(v) : 1 - votes.score(v), wins, losses);
      }
    }
    return test.flaggedAfter().isPresent();
  }

  private List<Finding> bursts(IntToDoubleFunction at) {
    Bursts bursts = new Bursts();
    for (int voter = 0; voter < votes.clusters(); voter++) {
      double[] waits = new double[Math.max(0, starts[voter + 1] - starts[voter] - 1)];
      for (int i = 0; i < waits.length; i++) {
        int row = starts[voter] + i;
        waits[i] = at.applyAsDouble(order[row + 1]) - at.applyAsDouble(order[row]);
      }
      bursts.usual(waits);
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
