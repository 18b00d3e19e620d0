package dev.signalbox.verdict.integrity;

import dev.signalbox.verdict.stats.Comparisons;

/**
 * The tests of one voter against {@link HonestVoters}, each at a level of its own, on all votes of
 * the voter together. Each is the likelihood ratio of one way to vote dishonestly (J. Neyman, E. S.
 * Pearson, Phil. Trans. A 231 (1933) 289-337) with its exact distribution among honest voters who
 * judged the same pairs and tied on the same ones ({@link Choices}).
 */
final class VoterTests {
  // Each test's level: the share of honest voters that it may touch. Together at most 0.98%; as
  // short voters can hardly pass them, worlds show a third of it.
  private static final double AGREEMENT = 0.0020;
  private static final double COINS = 0.0030;
  private static final double DICE = 0.0020;
  private static final double UPSETS = 0.0007;
  private static final double SIDES = 0.0005;
  private static final double SUBJECTS = 0.0010;
  private static final double TIES = 0.0003;

  /** Level of {@link SequentialVoterTest}, which runs beside them. */
  static final double PAIRS = 0.0003;

  /** No tie is worth looking at where fewer than half of honest voters do without. */
  private static final double INFORMATIVE = 0.5;

  private static final double LEAST = 1e-12;

  /** A voter whose choices agree as well as this is not called random for ties alone. */
  private static final double AGREES = 0.10;

  /** Scores below this many standard deviations are not looked at closer. */
  private static final double LOOK = 1.2;

  /** Log-odds of who takes the weaker 97 times in a hundred. */
  private static final double ALWAYS = 3.476;

  /** Log-odds of who keeps to a side, or to a subject, 95 times in a hundred. */
  private static final double MOSTLY = 2.944;

  /** Votes of one voter that are looked at, the earliest. */
  private static final int MOST_VOTES = 2_000;

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
  private int cast;
  private int decided;

  VoterTests(HonestVoters honest, Comparisons votes) {
    this.honest = honest;
    this.votes = votes;
    this.met = new int[votes.items()];
    this.shown = new int[votes.items()];
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

  void learned() {
    agreementTastes.settle();
    sideTastes.settle();
    subjectTastes.settle();
  }

  /** The strongest reason, which may be none: a chance of 1 and above. */
  Reason judge(int[] rows, int from, int to) {
    read(rows, from, to);
    int ties = cast - decided;
    double many = honest.tiesAtLeast(ties, cast);
    double against = tail(agreement, agreementTastes);
    Reason best = new Reason(Rule.SAME_ANSWER, many / TIES);
    best = stronger(best, new Reason(apart(), against / AGREEMENT));
    if (against < AGREES) {
      best = stronger(best, new Reason(Rule.RANDOM, coin(ties, against) / COINS));
      best = stronger(best, new Reason(Rule.RANDOM, die(ties) / DICE));
    }
    best = stronger(best, new Reason(Rule.CONTRARY, tail(upsets, agreementTastes) / UPSETS));
    double side = Math.min(tail(left, sideTastes), tail(right, sideTastes));
    best = stronger(best, new Reason(Rule.SIDE_BIAS, 2 * side / SIDES));
    double least = 1;
    for (int i = 0; i < metSize; i++) {
      about(met[i], true);
      least = Math.min(least, tail(one, subjectTastes));
      about(met[i], false);
      least = Math.min(least, tail(one, subjectTastes));
    }
    return stronger(
        best, new Reason(Rule.ONE_FOR_ALL, 2 * Math.max(1, metSize) * least / SUBJECTS));
  }

  /**
   * A coin never ties: chance of no tie and of as little agreement. Where hardly anybody ties that
   * says no more than the agreement, and nothing is claimed.
   */
  private double coin(int ties, double against) {
    if (ties > 0 || !honest.tieShares().known()) {
      return 1;
    }
    double none = honest.tieShares().chances(cast)[0];
    return none < INFORMATIVE ? none * against : 1;
  }

  /**
   * A die ties one time in three: chance that the likelihood ratio of choices and ties together is
   * as high, over all counts of ties; what is known of the choices is taken to be the same for
   * each.
   */
  private double die(int ties) {
    if (ties == 0 || decided == 0 || !honest.tieShares().known()) {
      return 1;
    }
    double[] usual = honest.tieShares().chances(cast);
    double[] dice = TieShares.binomial(cast, 1.0 / 3);
    double[] shifts = new double[cast + 1];
    double seen = Math.log(dice[ties]) - Math.log(Math.max(LEAST, usual[ties]));
    for (int k = 0; k <= cast; k++) {
      shifts[k] = seen - Math.log(Math.max(LEAST, dice[k])) + Math.log(Math.max(LEAST, usual[k]));
    }
    double[] tails = agreement.tails(agreementTastes.inflation(agreement.size()), shifts);
    double chance = 0;
    for (int k = 0; k <= cast; k++) {
      chance += usual[k] * tails[k];
    }
    return chance;
  }

  private static Reason stronger(Reason first, Reason second) {
    return second.chance() < first.chance() ? second : first;
  }

  /** Whether the choices lie nearer to a coin's or to the opposite of honest ones. */
  private Rule apart() {
    return agreement.share() > 0.75 ? Rule.CONTRARY : Rule.RANDOM;
  }

  private static double tail(Choices choices, Tastes tastes) {
    return choices.size() == 0 || choices.score() < LOOK
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
