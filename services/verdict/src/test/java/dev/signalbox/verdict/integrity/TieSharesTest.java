package dev.signalbox.verdict.integrity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TieSharesTest {
  @Test
  void shouldGiveTheChancesOfAFairCoin() {
    assertThat(TieShares.binomial(4, 0.5))
        .usingComparatorWithPrecision(1e-12)
        .containsExactly(0.0625, 0.25, 0.375, 0.25, 0.0625);
  }

  @Test
  void shouldLearnHowVotersDifferAndErrOnTheCarefulSide() {
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

    double[] chances = shares.chances(60);
    assertThat(shares.known()).isTrue();
    assertThat(Arrays.stream(chances).sum()).isCloseTo(1, within(1e-9));
    // Of uniform shares up to 0.24: (1 - 0.76^61) / (61 x 0.24).
    assertThat(chances[0]).isBetween(0.05, 0.12);
    double mean = 0;
    for (int k = 0; k < chances.length; k++) {
      mean += k * chances[k] / 60;
    }
    assertThat(mean).isCloseTo(0.12, within(0.02));
  }

  @Test
  void shouldClaimNothingFromAFewVoters() {
    double[] trust = {1, 1, 0};
    int[] cast = {30, 30, 30};

    assertThat(new TieShares(trust, cast, new int[3], 5).known()).isFalse();
  }
}
