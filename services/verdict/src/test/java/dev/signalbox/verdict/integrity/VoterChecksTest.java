package dev.signalbox.verdict.integrity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.verdict.stats.Comparisons;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.IntBinaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Generated voters: honest ones by Bradley-Terry with ties, and attackers of each kind. */
class VoterChecksTest {
  private static final int MODELS = 8;
  private static final double PACE = 40;

  private final Comparisons votes = new Comparisons();
  private final List<Double> times = new ArrayList<>();
  private double[] strength = new double[MODELS];
  private Random random = new Random(0);
  private double now = 1.7e9;
  private int voters;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void shouldTouchAtMostOneHonestVoterInAHundred(long seed) {
    world(seed);
    honest(500);

    assertThat(VoterChecks.find(votes, times::get)).hasSizeLessThanOrEqualTo(5);
  }

  /** From voters who never tie to some who nearly always do, and one in twenty who often does. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void shouldNotMindHowDifferentlyVotersTie(long seed) {
    world(seed);
    for (int i = 0; i < 500; i++) {
      double wide = Math.pow(random.nextDouble(), 3);
      double ties = i % 2 == 0 ? wide : i % 40 == 1 ? 0.8 : 0.05;
      voter(
          8 + random.nextInt(40),
          PACE,
          (left, right) -> random.nextDouble() < ties ? 0 : prefers(left, right));
    }

    assertThat(VoterChecks.find(votes, times::get)).hasSizeLessThanOrEqualTo(5);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void shouldFindEveryPlantedAttacker(long seed) {
    world(seed);
    honest(200);
    int first = voters;
    for (int i = 0; i < 3; i++) {
      voter(60, PACE, (left, right) -> prefers(/* left= */ right, /* right= */ left));
      voter(40, PACE, (left, right) -> 1);
      voter(40, PACE, (left, right) -> -1);
      voter(200, PACE, (left, right) -> random.nextBoolean() ? 1 : -1);
      voter(60, PACE, (left, right) -> 0);
      voter(30, 1, this::prefers);
      voter(80, PACE, forOne(worst()));
    }

    Set<Integer> found = new HashSet<>();
    VoterChecks.find(votes, times::get).forEach(finding -> found.add(finding.voter()));

    for (int attacker = first; attacker < voters; attacker++) {
      assertThat(found).as("kind %d", (attacker - first) % 7).contains(attacker);
    }
    found.removeIf(voter -> voter >= first);
    assertThat(found).hasSizeLessThanOrEqualTo(2);
  }

  @Test
  void shouldNameTheRule() {
    world(9);
    honest(200);
    int first = voters;
    // noisy: it takes more votes
    voter(150, PACE, (left, right) -> prefers(/* left= */ right, /* right= */ left));
    voter(60, PACE, (left, right) -> 1);
    voter(60, PACE, (left, right) -> 0);
    voter(60, 1, this::prefers);
    voter(80, PACE, forOne(worst()));

    assertThat(VoterChecks.find(votes, times::get))
        .filteredOn(finding -> finding.voter() >= first)
        .extracting(Finding::rule)
        .containsExactly(
            Rule.CONTRARY, Rule.SIDE_BIAS, Rule.SAME_ANSWER, Rule.BURST, Rule.ONE_FOR_ALL);
  }

  @Test
  void shouldNotCallAFileWithoutTimesOfReadingABurst() {
    world(4);
    for (int i = 0; i < 50; i++) {
      voter(20, 1, this::prefers);
    }

    assertThat(VoterChecks.find(votes, times::get))
        .noneMatch(finding -> finding.rule() == Rule.BURST);
  }

  @Test
  void shouldFindNobodyAmongNone() {
    assertThat(VoterChecks.find(new Comparisons(), null)).isEmpty();
  }

  private void world(long seed) {
    random = new Random(seed);
    strength = random.doubles(MODELS, -1.5, 1.5).toArray();
  }

  private void honest(int count) {
    for (int i = 0; i < count; i++) {
      voter(8 + random.nextInt(40), PACE, this::prefers);
    }
  }

  private void voter(int count, double pace, IntBinaryOperator choice) {
    for (int i = 0; i < count; i++) {
      int left = random.nextInt(MODELS);
      int right = (left + 1 + random.nextInt(MODELS - 1)) % MODELS;
      now += pace * (0.5 + random.nextDouble());
      votes.add(left, right, (choice.applyAsInt(left, right) + 1) / 2.0, 1, voters);
      times.add(now);
    }
    voters++;
  }

  /** 1 for left, -1 for right, 0 for a tie. */
  private int prefers(int left, int right) {
    if (random.nextDouble() < 0.12) {
      return 0;
    }
    double chance = 1 / (1 + Math.exp(strength[right] - strength[left]));
    return random.nextDouble() < chance ? 1 : -1;
  }

  private IntBinaryOperator forOne(int favourite) {
    return (left, right) -> left == favourite ? 1 : right == favourite ? -1 : prefers(left, right);
  }

  private int worst() {
    int worst = 0;
    for (int k = 1; k < MODELS; k++) {
      worst = strength[k] < strength[worst] ? k : worst;
    }
    return worst;
  }
}
