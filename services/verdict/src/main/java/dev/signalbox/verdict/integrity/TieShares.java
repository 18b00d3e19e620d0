package dev.signalbox.verdict.integrity;

/**
 * How honest voters differ in how often they tie: a beta distribution of shares, whose moments are
 * matched to their counts (J. G. Skellam, J. R. Stat. Soc. B 10 (1948) 257-261), so that ties in so
 * many votes are beta-binomial. Votes beyond {@link VoterTests#MOST_VOTES} of a voter are not asked
 * for.
 */
final class TieShares {
  /** Voters differ in their ties at least so much: more certainty than this is never claimed. */
  private static final double MOST_ALIKE = 50;

  private static final double LEAST_ALIKE = 2;
  private static final int LEAST_VOTERS = 30;
  private static final int GRID = 1_024;

  /** Logs of the factorials. */
  private static final double[] FACTORIALS = rising(1);

  private final double a;
  private final double b;
  private final boolean known;
  // Logs of a (a + 1) ... (a + k - 1), and so on.
  private final double[] risingA;
  private final double[] risingB;
  private final double[] risingBoth;
  private final double[] below = new double[GRID];

  /**
   * Fits.
   *
   * @param trust voters above a half are learnt from
   * @param cast votes of each voter; one who voted often weighs in the mean no more than {@link
   *     HonestVoters#MOST_WEIGHT}
   * @param least votes from which a voter counts as one to learn from
   */
  TieShares(double[] trust, int[] cast, int[] ties, int least) {
    double votes = 0;
    double tied = 0;
    int voters = 0;
    for (int v = 0; v < cast.length; v++) {
      if (trust[v] > 0.5 && cast[v] > 0) {
        double weight = Math.min(1, (double) HonestVoters.MOST_WEIGHT / cast[v]);
        votes += weight * cast[v];
        tied += weight * ties[v];
        voters += cast[v] >= least ? 1 : 0;
      }
    }
    double mean = (tied + 0.5) / (votes + 1);
    double alike = alike(trust, cast, ties, mean);
    known = voters >= LEAST_VOTERS;
    a = mean * alike;
    b = (1 - mean) * alike;
    risingA = rising(a);
    risingB = rising(b);
    risingBoth = rising(alike);
    addUp();
  }

  /** The sum of the beta distribution's parameters, by the method of moments. */
  private static double alike(double[] trust, int[] cast, int[] ties, double mean) {
    double squares = 0;
    double plain = 0;
    double spread = 0;
    for (int v = 0; v < cast.length; v++) {
      if (cast[v] > 1 && trust[v] > 0.5) {
        double off = ties[v] - cast[v] * mean;
        squares += off * off;
        plain += cast[v] * mean * (1 - mean);
        spread += (double) cast[v] * (cast[v] - 1) * mean * (1 - mean);
      }
    }
    double alike = spread > 0 && squares > plain ? spread / (squares - plain) - 1 : MOST_ALIKE;
    return Math.clamp(alike, LEAST_ALIKE, MOST_ALIKE);
  }

  private static double[] rising(double from) {
    double[] logs = new double[VoterTests.MOST_VOTES + 1];
    for (int k = 1; k < logs.length; k++) {
      logs[k] = logs[k - 1] + Math.log(from + k - 1);
    }
    return logs;
  }

  /** The distribution of shares, by cells that are closer together near 0, where most are. */
  private void addUp() {
    double[] log = new double[GRID];
    double most = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < GRID; i++) {
      // The share's density times the cell's width, which grows as its root.
      log[i] = (2 * a - 1) * Math.log(root(i)) + (b - 1) * Math.log1p(-share(i));
      most = Math.max(most, log[i]);
    }
    double sum = 0;
    for (int i = 0; i < GRID; i++) {
      sum += Math.exp(log[i] - most);
      below[i] = sum;
    }
    for (int i = 0; i < GRID; i++) {
      below[i] /= sum;
    }
  }

  private static double root(int cell) {
    return (cell + 0.5) / GRID;
  }

  private static double share(int cell) {
    return root(cell) * root(cell);
  }

  /** Whether there were enough voters to learn from. */
  boolean known() {
    return known;
  }

  /**
   * The share below which so much of the distribution lies.
   *
   * @param at from 0 to 1
   */
  double draw(double at) {
    int low = 0;
    int high = GRID - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (below[middle] < at) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return share(low);
  }

  /** Chance of exactly so many ties in so many votes. */
  double chance(int ties, int votes) {
    return Math.exp(ways(ties, votes) + risingA[ties] + risingB[votes - ties] - risingBoth[votes]);
  }

  /** Chance of at least so many ties in so many votes; never 0. */
  double atLeast(int ties, int votes) {
    double chance = chance(ties, votes);
    double sum = 0;
    for (int k = ties; k <= votes; k++) {
      sum += chance;
      chance *= (votes - k) * (a + k) / ((k + 1) * (b + votes - k - 1));
    }
    return ties == 0 ? 1 : Math.clamp(sum, 1e-300, 1);
  }

  /** Chance of exactly so many ties in so many votes from one who ties with this share. */
  static double chance(int ties, int votes, double share) {
    return Math.exp(
        ways(ties, votes) + ties * Math.log(share) + (votes - ties) * Math.log1p(-share));
  }

  /** Log of the binomial coefficient. */
  private static double ways(int ties, int votes) {
    return FACTORIALS[votes] - FACTORIALS[ties] - FACTORIALS[votes - ties];
  }
}
