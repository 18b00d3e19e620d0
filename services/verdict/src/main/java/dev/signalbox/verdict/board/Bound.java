package dev.signalbox.verdict.board;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The most that any test of one voter can find at a level: the likelihood ratio of the attack
 * against honest voting, by somebody who knows the strengths, the pull to the left, how shares of
 * ties spread, and the attack itself (J. Neyman, E. S. Pearson, Phil. Trans. A 231 (1933) 289-337).
 * No rule that has to learn any of it, or that looks for more than one attack at the level, finds
 * more on average. By simulation; honest voters have no taste of their own here.
 */
final class Bound {
  private static final int WORLDS = 12;
  private static final int HONEST = 2_000;
  private static final int ATTACKERS = 250;
  private static final int TIE_SHARES = 12;
  private static final double SLIP = 0.02;

  /** Less likely than this is held possible, so that one slip of an attacker is no proof. */
  private static final double LEAST = 1e-9;

  private final World.Settings settings;
  private final Attack attack;
  private final SplittableRandom random;
  private final double[] strength;
  private final int best;
  private final int worst;
  private final double[] shares = new double[TIE_SHARES];

  /** Left, tie, right. */
  private final double[] honest = new double[3];

  private final double[] attacked = new double[3];

  private Bound(World.Settings settings, Attack attack, long seed) {
    this.settings = settings;
    this.attack = attack;
    this.random = new SplittableRandom(seed);
    this.strength =
        random.doubles(settings.models(), -settings.spread(), settings.spread()).toArray();
    int high = 0;
    int low = 0;
    for (int k = 1; k < strength.length; k++) {
      high = strength[k] > strength[high] ? k : high;
      low = strength[k] < strength[low] ? k : low;
    }
    this.best = high;
    this.worst = low;
    for (int i = 0; i < TIE_SHARES; i++) {
      shares[i] = 2 * settings.ties() * (i + 0.5) / TIE_SHARES;
    }
  }

  /** Whether an attack is one of single choices: bursts lie in times, stuffing in what is shown. */
  static boolean covers(Attack attack) {
    return attack != Attack.BURST && attack != Attack.STUFFING;
  }

  /**
   * Share of such attackers who are found when so large a share of honest voters is, with as many
   * votes, on average over worlds.
   */
  static double power(World.Settings settings, Attack attack, double level, long firstSeed) {
    double sum = 0;
    for (int world = 0; world < WORLDS; world++) {
      sum += new Bound(settings, attack, firstSeed + world).power(level);
    }
    return sum / WORLDS;
  }

  private double power(double level) {
    double[] ratios = new double[HONEST];
    for (int i = 0; i < HONEST; i++) {
      ratios[i] = ratio(false);
    }
    Arrays.sort(ratios);
    double threshold = ratios[(int) Math.ceil(HONEST * (1 - level)) - 1];
    int found = 0;
    for (int i = 0; i < ATTACKERS; i++) {
      found += ratio(true) > threshold ? 1 : 0;
    }
    return (double) found / ATTACKERS;
  }

  /** Log of how many times likelier one voter's votes are from an attacker. */
  private double ratio(boolean attacks) {
    double own = 2 * settings.ties() * random.nextDouble();
    double[] logHonest = new double[TIE_SHARES];
    double[] logAttack = new double[TIE_SHARES];
    for (int v = 0; v < settings.attackVotes(); v++) {
      int left = random.nextInt(strength.length);
      int right = (left + 1 + random.nextInt(strength.length - 1)) % strength.length;
      chances(left, right, own);
      int said = drawn(attacks ? attacked : honest);
      for (int i = 0; i < TIE_SHARES; i++) {
        chances(left, right, shares[i]);
        logHonest[i] += Math.log(Math.max(LEAST, honest[said]));
        logAttack[i] += Math.log(Math.max(LEAST, attacked[said]));
      }
    }
    return mean(logAttack) - mean(logHonest);
  }

  private int drawn(double[] chances) {
    double at = random.nextDouble();
    return at < chances[0] ? 0 : at < chances[0] + chances[1] ? 1 : 2;
  }

  private static double mean(double[] logs) {
    double most = Arrays.stream(logs).max().orElse(0);
    return most
        + Math.log(Arrays.stream(logs).map(log -> Math.exp(log - most)).average().orElse(1));
  }

  private void chances(int left, int right, double ties) {
    double difference = strength[left] - strength[right];
    double p = 1 / (1 + Math.exp(-difference - settings.sides()));
    set(honest, p * (1 - ties), ties);
    switch (attack) {
      case ALWAYS_A -> set(attacked, 1 - SLIP, 0);
      case ALWAYS_B -> set(attacked, SLIP, 0);
      case INVERSE -> set(attacked, difference < 0 ? 1 : 0, 0);
      case NOISY_INVERSE -> set(attacked, (1 - p) * (1 - ties), ties);
      case COIN -> set(attacked, 0.5, 0);
      case DIE -> set(attacked, 1 / 3.0, 1 / 3.0);
      case TIES -> set(attacked, 0, 1);
      case FOR_ONE -> forOne(left, right, worst, 1);
      case AGAINST_ONE -> forOne(left, right, best, 0);
      case BURST, STUFFING -> throw new IllegalArgumentException("no bound for " + attack);
    }
    for (int i = 0; i < attacked.length; i++) {
      attacked[i] = settings.effort() * attacked[i] + (1 - settings.effort()) * honest[i];
    }
  }

  private void forOne(int left, int right, int target, double whenLeft) {
    if (left == target || right == target) {
      set(attacked, left == target ? whenLeft : 1 - whenLeft, 0);
    } else {
      System.arraycopy(honest, 0, attacked, 0, honest.length);
    }
  }

  private static void set(double[] chances, double left, double tie) {
    chances[0] = left;
    chances[1] = tie;
    chances[2] = 1 - left - tie;
  }
}
