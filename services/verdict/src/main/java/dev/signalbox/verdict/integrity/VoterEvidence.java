package dev.signalbox.verdict.integrity;

import java.util.Arrays;

/**
 * The evidence against one voter, vote by vote: a weighted mean of likelihood ratios, each of one
 * way to vote dishonestly against {@link HonestVoters}. For an honest voter its expected value
 * stays at most 1, so it passes 1/level with a chance of at most the level, over all rules and
 * whenever one looks (J. Ville, 1939; mixtures as in G. Shafer, J. R. Stat. Soc. A 184 (2021)
 * 407-431).
 */
final class VoterEvidence {
  private static final double[] LIKELY = {0.75, 0.95};
  private static final double STRAY_TIE = 0.02;
  private static final double RARE = 0.01;

  /** The alternatives and the prior weight of each; what remains goes to the single subjects. */
  private enum Way {
    AGAINST_ALL(Rule.CONTRARY, 0.15),
    AGAINST_MANY(Rule.CONTRARY, 0.05),
    AGAINST_PAIRS(Rule.CONTRARY, 0.10),
    COIN(Rule.RANDOM, 0.15),
    COIN_WITHOUT_TIES(Rule.RANDOM, 0.15),
    DIE(Rule.RANDOM, 0.05),
    OFTEN_LEFT(Rule.SIDE_BIAS, 0.02),
    MOSTLY_LEFT(Rule.SIDE_BIAS, 0.06),
    OFTEN_RIGHT(Rule.SIDE_BIAS, 0.02),
    MOSTLY_RIGHT(Rule.SIDE_BIAS, 0.06),
    TIES(Rule.SAME_ANSWER, 0.04);

    private final Rule rule;
    private final double weight;

    Way(Rule rule, double weight) {
      this.rule = rule;
      this.weight = weight;
    }
  }

  private static final Way[] WAYS = Way.values();
  private static final double SUBJECTS_WEIGHT =
      1 - Arrays.stream(WAYS).mapToDouble(way -> way.weight).sum();

  private final HonestVoters honest;
  private final double[] ways = new double[WAYS.length];
  private final double[] forOne;
  private final double[] againstOne;
  private double subjects;
  private int votes;
  private int ties;

  VoterEvidence(HonestVoters honest, int items) {
    this.honest = honest;
    this.forOne = new double[items];
    this.againstOne = new double[items];
    this.subjects = 2.0 * items;
  }

  /**
   * The next vote.
   *
   * @param score 1 for left, 0 for right, a half for a tie
   * @param pairs log of the ratio that {@link SequentialVoterTest} has reached with this vote
   * @return the evidence
   */
  double add(int left, int right, double score, double pairs) {
    double tie = honest.tie(ties, votes);
    double difference = honest.difference(left, right);
    double p = HonestVoters.logistic(difference + honest.side());
    double log = Math.log(chance(score, tie, p));
    for (int w = 0; w < WAYS.length; w++) {
      ways[w] =
          WAYS[w] == Way.AGAINST_PAIRS
              ? pairs
              : ways[w] + Math.log(chance(WAYS[w], score, tie, difference)) - log;
    }
    step(left, score, tie, log);
    step(right, 1 - score, tie, log);
    votes++;
    if (score == 0.5) {
      ties++;
    }
    return total();
  }

  /** The rule with the strongest evidence. */
  Rule rule() {
    Rule best = Rule.ONE_FOR_ALL;
    double most = SUBJECTS_WEIGHT * subjects / (2.0 * forOne.length);
    for (Rule rule : Rule.values()) {
      double sum = 0;
      for (int w = 0; w < WAYS.length; w++) {
        if (WAYS[w].rule == rule) {
          sum += WAYS[w].weight * Math.exp(ways[w]);
        }
      }
      if (sum > most) {
        most = sum;
        best = rule;
      }
    }
    return best;
  }

  private double total() {
    double sum = SUBJECTS_WEIGHT * subjects / (2.0 * forOne.length);
    for (int w = 0; w < WAYS.length; w++) {
      sum += WAYS[w].weight * Math.exp(ways[w]);
    }
    return sum;
  }

  private void step(int item, double score, double tie, double log) {
    subjects -= Math.exp(forOne[item]) + Math.exp(againstOne[item]);
    forOne[item] += Math.log(chance(score, Math.min(tie, STRAY_TIE), LIKELY[1])) - log;
    againstOne[item] += Math.log(chance(1 - score, Math.min(tie, STRAY_TIE), LIKELY[1])) - log;
    subjects += Math.exp(forOne[item]) + Math.exp(againstOne[item]);
  }

  private static double chance(Way way, double score, double tie, double difference) {
    return switch (way) {
      case AGAINST_ALL -> chance(score, tie, HonestVoters.logistic(-difference));
      case AGAINST_MANY -> chance(score, tie, HonestVoters.logistic(-difference / 2));
      case COIN -> chance(score, tie, 0.5);
      case COIN_WITHOUT_TIES -> chance(score, RARE, 0.5);
      case DIE -> 1 / 3.0;
      case OFTEN_LEFT -> chance(score, Math.min(tie, STRAY_TIE), LIKELY[0]);
      case MOSTLY_LEFT -> chance(score, Math.min(tie, STRAY_TIE), LIKELY[1]);
      case OFTEN_RIGHT -> chance(score, Math.min(tie, STRAY_TIE), 1 - LIKELY[0]);
      case MOSTLY_RIGHT -> chance(score, Math.min(tie, STRAY_TIE), 1 - LIKELY[1]);
      case TIES -> chance(score, 1 - RARE, 0.5);
      case AGAINST_PAIRS -> throw new IllegalArgumentException("kept by the sequential test");
    };
  }

  private static double chance(double score, double tie, double p) {
    if (score == 0.5) {
      return tie;
    }
    return (1 - tie) * (score > 0.5 ? p : 1 - p);
  }
}
