package dev.signalbox.verdict.board;

import dev.signalbox.verdict.stats.Comparisons;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Votes that were never cast: honest voters by Bradley-Terry with ties, each with a taste of their
 * own, and attackers among them who are known. The same settings and seed give the same votes.
 */
final class World {
  private static final double PACE_SECONDS = 40;
  private static final double SLIP = 0.02;

  private final Settings settings;
  private final SplittableRandom random;
  private final double[] strength;
  private final double[] taste;
  private final Comparisons votes = new Comparisons();
  private final List<Attack> attacks = new ArrayList<>();
  private double[] times = new double[1_024];
  private double tieShare;
  private double side;

  /**
   * How a world is made.
   *
   * @param models at least 3
   * @param spread strengths are uniform within plus and minus this many log-odds
   * @param tastes standard deviation of an honest voter's own strengths about the common ones
   * @param ties mean share of ties; a voter's own is between 0 and twice it
   * @param sides log-odds by which honest voters favour the left
   * @param honest honest voters, with 3 to 60 votes each
   * @param each attackers of each kind
   * @param attackVotes votes of an attacker
   * @param effort share of an attacker's votes that are the attack; the others are honest
   */
  record Settings(
      int models,
      double spread,
      double tastes,
      double ties,
      double sides,
      int honest,
      int each,
      int attackVotes,
      double effort) {}

  private World(Settings settings, long seed) {
    this.settings = settings;
    this.random = new SplittableRandom(seed);
    this.strength =
        random.doubles(settings.models(), -settings.spread(), settings.spread()).toArray();
    this.taste = new double[settings.models()];
  }

  static World of(Settings settings, long seed) {
    World world = new World(settings, seed);
    for (int i = 0; i < settings.honest(); i++) {
      int count = 3 + (int) (57 * Math.pow(world.random.nextDouble(), 2));
      world.voter(count, null);
    }
    for (Attack attack : Attack.values()) {
      for (int i = 0; i < settings.each(); i++) {
        world.voter(settings.attackVotes(), attack);
      }
    }
    return world;
  }

  Comparisons votes() {
    return votes;
  }

  /** Seconds of one vote. */
  double time(int vote) {
    return times[vote];
  }

  /** Voters below this number are honest; the attackers follow. */
  int honest() {
    return settings.honest();
  }

  int voters() {
    return settings.honest() + attacks.size();
  }

  /** What this attacker does. */
  Attack attack(int voter) {
    return attacks.get(voter - settings.honest());
  }

  String name(int voter) {
    return voter < settings.honest() ? "honest-" + voter : attack(voter).label() + "-" + voter;
  }

  private void voter(int count, @org.jspecify.annotations.Nullable Attack attack) {
    int voter = voters(attack);
    for (int k = 0; k < taste.length; k++) {
      taste[k] = settings.tastes() * normal();
    }
    tieShare = 2 * settings.ties() * random.nextDouble();
    side = settings.sides();
    int target = attack == Attack.AGAINST_ONE ? extreme(1) : extreme(-1);
    int rival = extreme(1);
    double now = 1.7e9 + 86_400 * random.nextDouble();
    double pace = attack == Attack.BURST ? 1 : PACE_SECONDS;
    for (int i = 0; i < count; i++) {
      int left = random.nextInt(taste.length);
      int right = (left + 1 + random.nextInt(taste.length - 1)) % taste.length;
      if (attack == Attack.STUFFING) {
        boolean swapped = random.nextBoolean();
        left = swapped ? rival : target;
        right = swapped ? target : rival;
      }
      now += pace * (0.5 + random.nextDouble());
      put(voter, left, right, score(attack, target, left, right), now);
    }
  }

  private int voters(@org.jspecify.annotations.Nullable Attack attack) {
    if (attack == null) {
      return votes.clusters();
    }
    attacks.add(attack);
    return voters() - 1;
  }

  private double score(
      @org.jspecify.annotations.Nullable Attack attack, int target, int left, int right) {
    if (attack == null || attack == Attack.BURST || lazy()) {
      return honest(left, right);
    }
    return switch (attack) {
      case ALWAYS_A -> random.nextDouble() < SLIP ? 0 : 1;
      case ALWAYS_B -> random.nextDouble() < SLIP ? 1 : 0;
      case INVERSE -> strength[left] < strength[right] ? 1 : 0;
      case NOISY_INVERSE -> 1 - honest(left, right);
      case COIN -> random.nextBoolean() ? 1 : 0;
      case DIE -> random.nextInt(3) / 2.0;
      case TIES -> 0.5;
      case FOR_ONE, STUFFING -> left == target ? 1 : right == target ? 0 : honest(left, right);
      case AGAINST_ONE -> left == target ? 0 : right == target ? 1 : honest(left, right);
      case BURST -> honest(left, right);
    };
  }

  /** Draws only where it matters, so that other worlds stay as they are. */
  private boolean lazy() {
    return settings.effort() < 1 && random.nextDouble() >= settings.effort();
  }

  private double honest(int left, int right) {
    if (random.nextDouble() < tieShare) {
      return 0.5;
    }
    double difference = strength[left] + taste[left] - strength[right] - taste[right] + side;
    return random.nextDouble() < 1 / (1 + Math.exp(-difference)) ? 1 : 0;
  }

  private int extreme(int sign) {
    int found = 0;
    for (int k = 1; k < strength.length; k++) {
      found = sign * strength[k] > sign * strength[found] ? k : found;
    }
    return found;
  }

  private double normal() {
    return Math.sqrt(-2 * Math.log(1 - random.nextDouble()))
        * Math.cos(2 * Math.PI * random.nextDouble());
  }

  private void put(int voter, int left, int right, double score, double time) {
    if (votes.size() == times.length) {
      times = java.util.Arrays.copyOf(times, times.length * 2);
    }
    times[votes.size()] = time;
    votes.add(left, right, score, 1, voter);
  }
}
