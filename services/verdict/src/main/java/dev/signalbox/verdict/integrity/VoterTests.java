package dev.signalbox.verdict.integrity;

import dev.signalbox.verdict.stats.Comparisons;
import org.jspecify.annotations.Nullable;

/**
 * The tests of one voter against {@link HonestVoters}, each at a level of its own, on all votes of
 * the voter together. Whether a voter judges at all is told by {@link Crowd}, whose level is one of
 * all voters together. Each other one is the likelihood ratio of one way to vote dishonestly (J.
 * Neyman, E. S. Pearson, Phil. Trans. A 231 (1933) 289-337) with its exact distribution among
 * honest voters who judged the same pairs and tied on the same ones ({@link Choices}).
 */
final class VoterTests {
  // Each test's level: the share of honest voters that it may touch. Together at most 0.53%; as
  // short voters can hardly pass those of one voter, worlds show about a third of a percent.
  private static final double CROWD = 0.0025;
  private static final double UPSETS = 0.0007;
  private static final double SIDES = 0.0005;
  private static final double SUBJECTS = 0.0010;
  private static final double TIES = 0.0003;

  /** Level of {@link SequentialVoterTest}, which runs beside them. */
  static final double PAIRS = 0.0003;

  /** Scores below this many standard deviations are not looked at closer. */
  private static final double LOOK = 1.2;

  /** Honest voters differ at least so much, in log-odds of each item. */
  private static final double LEAST_TASTES = 0.1;

  /** Voters who go by the strengths more or less than others do so by at most this. */
  private static final double MOST_SPREAD = 0.5;

  /** Log-odds of who takes the weaker 97 times in a hundred. */
  private static final double ALWAYS = 3.476;

  /** Log-odds of who keeps to a side, or to a subject, 95 times in a hundred. */
  private static final double MOSTLY = 2.944;

  /** Share of ties below which nobody is said to tie whatever is shown, however rare ties are. */
  private static final double KEEPS_TO_TIES = 0.9;

  /** Votes of one voter that are looked at, the earliest. */
  static final int MOST_VOTES = 2_000;

  private final HonestVoters honest;
  private final Comparisons votes;
  private final Choices agreement = new Choices();
  private final Choices upsets = new Choices();
  private final Choices left = new Choices();
  private final Choices right = new Choices();
  private final Choices one = new Choices();
  private final Tastes agreementTastes = new Tastes();
  private final Tastes sideTastes = new Tastes();
  private final Tastes subjectTastes = new Tastes();
  private final int[] met;
  private final int[] shown;
  private int metSize;
  private final int[] row = new int[MOST_VOTES];
  private final double[] logs = new double[MOST_VOTES];
  private final double[] chances = new double[MOST_VOTES];
  private final double[] pull;
  private final double[] bend;
  private final double[] bends;
  private double beyond;
  private double reachable;
  private Crowd crowd;
  private @Nullable Calibration calibration;
  private int cast;
  private int decided;

  VoterTests(HonestVoters honest, Comparisons votes) {
    this.honest = honest;
    this.votes = votes;
    this.met = new int[votes.items()];
    this.shown = new int[votes.items()];
    this.pull = new double[votes.items()];
    this.bend = new double[votes.items()];
    this.bends = new double[votes.items()];
    this.crowd = new Crowd(honest, votes, 0);
  }

  /**
   * The strongest reason against a voter.
   *
   * @param chance that an honest voter gives as much reason, over the test's level: found below 1
   */
  record Reason(Rule rule, double chance) {}

  /** Reads a voter who is not suspected, to learn how honest voters differ. */
  void learn(int[] rows, int from, int to) {
    read(rows, from, to);
    taste();
    double score = agreement.score();
    if (score < 0) {
      // Attackers are on the other side.
      agreementTastes.add(score, agreement.size());
    }
    sideTastes.add(left.score(), left.size());
    for (int i = 0; i < metSize; i++) {
      about(met[i], true);
      subjectTastes.add(one.score(), one.size());
    }
  }

  /**
   * How far a voter's votes on each item are off what the strengths say, beyond chance, and how far
   * tastes would bring them off: the moments by which tastes are fitted.
   */
  private void taste() {
    for (int i = 0; i < metSize; i++) {
      pull[met[i]] = 0;
      bend[met[i]] = 0;
      bends[met[i]] = 0;
    }
    for (int i = 0; i < decided; i++) {
      int first = votes.first(row[i]);
      int second = votes.second(row[i]);
      double off = (votes.score(row[i]) > 0.5 ? 1 : 0) - chances[i];
      double chance = chances[i] * (1 - chances[i]);
      pull[first] += off;
      pull[second] -= off;
      bend[first] += chance;
      bend[second] += chance;
      bends[first] += chance * chance;
      bends[second] += chance * chance;
    }
    for (int i = 0; i < metSize; i++) {
      int k = met[i];
      beyond += pull[k] * pull[k] - bend[k];
      reachable += bend[k] * bend[k] + bends[k];
    }
  }

  /**
   * Settles what was learnt.
   *
   * @param voters where the rows of each voter who was learnt from begin and end
   */
  void learned(int[] rows, int[][] voters) {
    double tastes =
        Math.max(LEAST_TASTES, Math.sqrt(reachable > 0 ? Math.max(0, beyond / reachable) : 0));
    crowd = new Crowd(honest, votes, Math.min(MOST_SPREAD, tastes));
    calibration =
        voters.length == 0 ? null : new Calibration(honest, votes, crowd, rows, voters, tastes);
    agreementTastes.settle();
    sideTastes.settle();
    subjectTastes.settle();
  }

  /** The strongest reason, which may be none: a chance of 1 and above. */
  Reason judge(int[] rows, int from, int to) {
    read(rows, from, to);
    int ties = cast - decided;
    double many = ties < KEEPS_TO_TIES * cast ? 1 : honest.tieShares().atLeast(ties, cast);
    Reason best = new Reason(Rule.SAME_ANSWER, many / TIES);
    Rule apart = Rule.CONTRARY;
    if (calibration != null) {
      crowd.read(rows, from, from + cast);
      Crowd.Odds odds = crowd.odds();
      apart = odds.rule();
      best = stronger(best, new Reason(odds.rule(), calibration.share(odds.log()) / CROWD));
    }
    best = stronger(best, new Reason(apart, tail(upsets, agreementTastes, UPSETS) / UPSETS));
    double side = Math.min(tail(left, sideTastes, SIDES / 2), tail(right, sideTastes, SIDES / 2));
    best = stronger(best, new Reason(Rule.SIDE_BIAS, 2 * side / SIDES));
    double level = SUBJECTS / (2 * Math.max(1, metSize));
    double least = 1;
    for (int i = 0; i < metSize; i++) {
      about(met[i], true);
      least = Math.min(least, tail(one, subjectTastes, level));
      about(met[i], false);
      least = Math.min(least, tail(one, subjectTastes, level));
    }
    return stronger(best, new Reason(Rule.ONE_FOR_ALL, least / level));
  }

  private static Reason stronger(Reason first, Reason second) {
    return second.chance() < first.chance() ? second : first;
  }

  /** The tail, or 1 where it is plain that it is not below the level. */
  private static double tail(Choices choices, Tastes tastes, double level) {
    return choices.size() == 0 || choices.score() < LOOK || choices.chance() > level
        ? 1
        : choices.tail(tastes.inflation(choices.size()));
  }

  private void read(int[] rows, int from, int to) {
    agreement.clear();
    upsets.clear();
    left.clear();
    right.clear();
    for (int i = 0; i < metSize; i++) {
      shown[met[i]] = 0;
    }
    metSize = 0;
    cast = Math.min(to, from + MOST_VOTES) - from;
    decided = 0;
    for (int i = from; i < from + cast; i++) {
      int v = rows[i];
      if (votes.score(v) == 0.5) {
        continue;
      }
      double difference = honest.difference(votes.first(v), votes.second(v));
      double log = difference + honest.side();
      double chance = HonestVoters.logistic(log);
      boolean chose = votes.score(v) > 0.5;
      agreement.add(chance, -difference, chose);
      upsets.add(chance, -Math.signum(difference) * ALWAYS - log, chose);
      left.add(chance, MOSTLY - log, chose);
      right.add(chance, -MOSTLY - log, chose);
      row[decided] = v;
      logs[decided] = log;
      chances[decided++] = chance;
      meet(votes.first(v));
      meet(votes.second(v));
    }
  }

  private void meet(int item) {
    if (shown[item]++ == 0) {
      met[metSize++] = item;
    }
  }

  /** The votes that show one item, weighed for, or against, it. */
  private void about(int item, boolean favour) {
    one.clear();
    for (int i = 0; i < decided; i++) {
      boolean isLeft = votes.first(row[i]) == item;
      if (isLeft || votes.second(row[i]) == item) {
        one.add(
            chances[i], (isLeft == favour ? MOSTLY : -MOSTLY) - logs[i], votes.score(row[i]) > 0.5);
      }
    }
  }
}
