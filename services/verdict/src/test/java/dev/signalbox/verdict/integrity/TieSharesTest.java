package dev.signalbox.verdict.integrity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TieSharesTest {
  @Test
  void shouldGiveTheChancesOfAFairCoin() {
    assertThat(IntStream.rangeClosed(0, 4).mapToDouble(k -> TieShares.chance(k, 4, 0.5)).toArray())
        .usingComparatorWithPrecision(1e-12)
        .containsExactly(0.0625, 0.25, 0.375, 0.25, 0.0625);
  }

  @Test
  void shouldLearnHowVotersDiffer() {
    SplittableRandom random = new SplittableRandom(3);
    int voters = 400;
    double[] trust = new double[voters];
    int[] cast = new int[voters];
    int[] ties = new int[voters];
    for (int v = 0; v < voters; v++) {
      trust[v] = 1;
      cast[v] = 20 + random.nextInt(40);
      double share = 0.24 * random.nextDouble();
      for (int i = 0; i < cast[v]; i++) {
        ties[v] += random.nextDouble() < share ? 1 : 0;
      }
    }

    TieShares shares = new TieShares(trust, cast, ties, 5);

    assertThat(shares.known()).isTrue();
    double[] chances =
        IntStream.rangeClosed(0, 60).mapToDouble(k -> shares.chance(k, 60)).toArray();
    assertThat(Arrays.stream(chances).sum()).isCloseTo(1, within(1e-9));
    // Of uniform shares up to 0.24 it is (1 - 0.76^61) / (61 x 0.24) = 0.07; a beta has fewer at 0.
    assertThat(chances[0]).isBetween(0.03, 0.10);
    assertThat(shares.atLeast(1, 60)).isCloseTo(1 - chances[0], within(1e-9));
    assertThat(shares.atLeast(60, 60)).isCloseTo(chances[60], within(1e-12));
    assertThat(shares.atLeast(0, 60)).isEqualTo(1);
    double mean = 0;
    double drawn = 0;
    for (int k = 0; k < chances.length; k++) {
      mean += k * chances[k] / 60;
    }
    for (int i = 0; i < 1_000; i++) {
      drawn += shares.draw((i + 0.5) / 1_000) / 1_000;
    }
    assertThat(mean).isCloseTo(0.12, within(0.02));
    assertThat(drawn).isCloseTo(mean, within(0.002));
  }

  /** Ties in two thousand votes, the most that are asked for, are as finite as in two. */
  @Test
  void shouldReachTheMostVotesOfAVoter() {
    TieShares shares = new TieShares(new double[0], new int[0], new int[0], 5);

    assertThat(shares.atLeast(VoterTests.MOST_VOTES, VoterTests.MOST_VOTES)).isBetween(0.0, 1.0);
    assertThat(shares.chance(0, VoterTests.MOST_VOTES)).isBetween(0.0, 1.0);
  }

  @Test
  void shouldClaimNothingFromAFewVoters() {
    double[] trust = {1, 1, 0};
    int[] cast = {30, 30, 30};

    assertThat(new TieShares(trust, cast, new int[3], 5).known()).isFalse();
  }
}
