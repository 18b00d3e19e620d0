package dev.signalbox.verdict.integrity;

import dev.signalbox.verdict.stats.Comparisons;
import java.util.Arrays;

/**
 * How much likelier a voter's votes are from somebody who does not judge than from an honest one:
 * the ratio of two mixtures (J. Neyman, E. S. Pearson, Phil. Trans. A 231 (1933) 289-337; over
 * unknown attacks as in E. L. Lehmann, Testing Statistical Hypotheses, section 3.8). Honest voters
 * choose by the fitted strengths, some more and some less by them, and differ in how often they
 * tie. The others throw a coin or a die, say the opposite, take the weaker, or do so in half of
 * their votes or from some vote on.
 */
final class Crowd {
  // How the others choose: places in what is added up for each.
  private static final int COIN = 0;
  private static final int OPPOSITE = 1;
  private static final int WEAKER = 2;
  private static final int HALF = 3;
  private static final int LATE_COIN = 4;
  private static final int LATE_OPPOSITE = 5;

  /** What each of them is called. */
  private static final Rule[] RULES = {
    Rule.RANDOM, Rule.CONTRARY, Rule.CONTRARY, Rule.RANDOM, Rule.RANDOM, Rule.CONTRARY
  };

  /** Standard deviations of how much honest voters go by the strengths, and their weights. */
  private static final double[] NODES = {-1.6, -0.8, 0, 0.8, 1.6};

  private static final double[] NODE_WEIGHTS = {0.08, 0.24, 0.36, 0.24, 0.08};

  private static final double ALWAYS = 0.97;
  private static final double SLIP = 0.003;
  private static final double DIE = 1.0 / 3;
  private static final double LEAST = 1e-12;

  /** From which share of the votes on the late ones begin. */
  private static final double[] CHANGES = {1.0 / 3, 2.0 / 3};

  private final HonestVoters honest;
  private final Comparisons votes;
  private final double spread;
  private final double[] slopes = new double[NODES.length];
  private double[] difference = new double[64];
  private boolean[] left = new boolean[64];
  private int decided;
  private int ties;

  /**
   * What the votes say of a voter.
   *
   * @param log of how many times likelier they are from somebody who does not judge, times the
   *     votes: what is at stake, so that of two who are as likely the one who voted more is first
   * @param rule whether the likeliest such way is to say the opposite, or to throw a coin
   */
  record Odds(double log, Rule rule) {}

  /**
   * A crowd of honest voters.
   *
   * @param spread standard deviation of how much a voter goes by the strengths, about 1
   */
  Crowd(HonestVoters honest, Comparisons votes, double spread) {
    this.honest = honest;
    this.votes = votes;
    this.spread = spread;
  }

  /** Begins a voter. */
  void clear() {
    decided = 0;
    ties = 0;
  }

  /** A tie. */
  void tie() {
    ties++;
  }

  /**
   * A decided vote.
   *
   * @param log the strength of the one on the left less the other's
   */
  void chose(double log, boolean onLeft) {
    if (decided == left.length) {
      left = Arrays.copyOf(left, 2 * decided);
      difference = Arrays.copyOf(difference, 2 * decided);
    }
    difference[decided] = log;
    left[decided++] = onLeft;
  }

  /** All votes of a voter. */
  void read(int[] rows, int from, int to) {
    clear();
    for (int i = from; i < to; i++) {
      int v = rows[i];
      if (votes.score(v) == 0.5) {
        tie();
      } else {
        chose(honest.difference(votes.first(v), votes.second(v)), votes.score(v) > 0.5);
      }
    }
  }

  /** Weighs the votes that were read. */
  Odds odds() {
    double[] choosing = new double[RULES.length];
    double[] late = new double[2 * CHANGES.length];
    Arrays.fill(slopes, 0);
    for (int i = 0; i < decided; i++) {
      double sign = left[i] ? 1 : -1;
      double d = sign * difference[i];
      double s = sign * honest.side();
      for (int k = 0; k < slopes.length; k++) {
        slopes[k] += logistic((1 + spread * NODES[k]) * d + s);
      }
      double own = logistic(d + s);
      double opposite = logistic(-d - s);
      choosing[COIN] += Math.log(0.5);
      choosing[OPPOSITE] += opposite;
      choosing[WEAKER] += Math.log(d < 0 ? ALWAYS : 1 - ALWAYS);
      choosing[HALF] += Math.log(0.5 * Math.exp(own) + 0.25);
      for (int c = 0; c < CHANGES.length; c++) {
        boolean changed = i >= CHANGES[c] * decided;
        late[2 * c] += changed ? Math.log(0.5) : own;
        late[2 * c + 1] += changed ? opposite : own;
      }
    }
    double judged = mean(slopes, NODE_WEIGHTS);
    choosing[LATE_COIN] = either(late[0], late[2]);
    choosing[LATE_OPPOSITE] = either(late[1], late[3]);
    double[] tied = tied();
    double sum = 0;
    double best = 0;
    Rule rule = Rule.RANDOM;
    for (int way = 0; way < RULES.length; way++) {
      double choice = choosing[way] - judged;
      if (choice > 0) {
        double odds = Math.exp(Math.min(600, choice)) * tied[way];
        sum += odds;
        if (odds > best) {
          best = odds;
          rule = RULES[way];
        }
      }
    }
    double harm = Math.max(1, decided + ties);
    return new Odds(Math.log(Math.max(LEAST, sum / RULES.length) * harm), rule);
  }

  /** How much likelier so many ties are than from honest voters, by way of choosing. */
  private double[] tied() {
    double[] tied = new double[RULES.length];
    Arrays.fill(tied, 1);
    int cast = decided + ties;
    if (cast == 0 || !honest.tieShares().known()) {
      return tied;
    }
    double usual = Math.max(LEAST, honest.tieShares().chance(ties, cast));
    double none = TieShares.chance(ties, cast, SLIP) / usual;
    double die = TieShares.chance(ties, cast, DIE) / usual;
    double any = 1.0 / (cast + 1) / usual;
    tied[COIN] = (1 + none + die + any) / 4;
    tied[OPPOSITE] = (1 + none) / 2;
    tied[WEAKER] = tied[OPPOSITE];
    tied[HALF] = tied[OPPOSITE];
    return tied;
  }

  /** Log of the mean of two chances, or nearly: half the larger one. */
  private static double either(double first, double second) {
    return Math.max(first, second) - Math.log(2);
  }

  private static double mean(double[] logs, double[] weights) {
    double most = Double.NEGATIVE_INFINITY;
    for (double log : logs) {
      most = Math.max(most, log);
    }
    double sum = 0;
    for (int i = 0; i < logs.length; i++) {
      sum += weights[i] * Math.exp(logs[i] - most);
    }
    return most + Math.log(sum);
  }

  /** Log of the logistic function. */
  private static double logistic(double x) {
    return x > 0 ? -Math.log1p(Math.exp(-x)) : x - Math.log1p(Math.exp(x));
  }
}
