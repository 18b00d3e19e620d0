package dev.signalbox.verdict.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.signalbox.verdict.stats.BradleyTerry.Covariance;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BradleyTerryTest {
  /**
   * A. Agresti, Categorical Data Analysis, 2nd ed. (2002), p. 448, with BradleyTerry2's estimates
   * and errors.
   */
  @Test
  void shouldFitTheCitationsOfStatisticsJournals() {
    int biometrika = 0;
    int communications = 1;
    int jasa = 2;
    int jrssB = 3;
    Comparisons games = new Comparisons();
    wins(games, biometrika, communications, 730, 33);
    wins(games, biometrika, jasa, 498, 320);
    wins(games, biometrika, jrssB, 221, 284);
    wins(games, communications, jasa, 68, 813);
    wins(games, communications, jrssB, 17, 276);
    wins(games, jasa, jrssB, 142, 325);

    Strengths fit = BradleyTerry.fit(games, Covariance.MODEL);

    assertThat(fit.log(communications) - fit.log(biometrika)).isCloseTo(-2.94907, within(5e-6));
    assertThat(fit.log(jasa) - fit.log(biometrika)).isCloseTo(-0.47957, within(5e-6));
    assertThat(fit.log(jrssB) - fit.log(biometrika)).isCloseTo(0.26895, within(5e-6));
    assertThat(fit.standardError(communications, biometrika)).isCloseTo(0.10255, within(5e-6));
    assertThat(fit.standardError(jasa, biometrika)).isCloseTo(0.06059, within(5e-6));
    assertThat(fit.standardError(jrssB, biometrika)).isCloseTo(0.07083, within(5e-6));
    assertThat(BradleyTerry.gradientNorm(games, fit)).isLessThanOrEqualTo(1e-9);
  }

  /** The four-team example of the English Wikipedia's article on the model. */
  @Test
  void shouldFitTheFourTeams() {
    Comparisons games = new Comparisons();
    wins(games, 0, 1, 2, 3);
    wins(games, 0, 3, 1, 4);
    wins(games, 1, 2, 5, 3);
    wins(games, 2, 3, 1, 3);

    Strengths fit = BradleyTerry.fit(games, Covariance.SANDWICH);

    double[] published = {0.640, 1.043, 0.660, 2.270};
    for (int team = 0; team < 4; team++) {
      assertThat(Math.exp(fit.log(team))).isCloseTo(published[team], within(1e-3));
    }
  }

  @Test
  void shouldCountATieAsHalfAWinForBoth() {
    Comparisons ties = new Comparisons();
    Comparisons halves = new Comparisons();
    for (int i = 0; i < 10; i++) {
      ties.add(0, 1, 0.5);
      halves.add(0, 1, 1, 0.5, 2 * i);
      halves.add(0, 1, 0, 0.5, 2 * i + 1);
    }
    wins(ties, 0, 1, 7, 2);
    wins(halves, 0, 1, 7, 2);

    assertThat(BradleyTerry.fit(ties, Covariance.MODEL).log(0))
        .isCloseTo(BradleyTerry.fit(halves, Covariance.MODEL).log(0), within(1e-12));
  }

  /** With two items the sandwich is the binomial variance of the log-odds. */
  @Test
  void shouldGiveTheLogOddsErrorForTwoItems() {
    Comparisons games = new Comparisons();
    wins(games, 0, 1, 30, 10);

    Strengths fit = BradleyTerry.fit(games, Covariance.SANDWICH);

    assertThat(fit.log(0) - fit.log(1)).isCloseTo(Math.log(3), within(1e-12));
    assertThat(fit.standardError(0, 1)).isCloseTo(Math.sqrt(1 / 30.0 + 1 / 10.0), within(1e-12));
  }

  @Test
  void shouldWidenTheErrorWhenVotersRepeatThemselves() {
    Comparisons games = new Comparisons();
    Random random = new Random(5);
    for (int voter = 0; voter < 60; voter++) {
      double score = random.nextDouble() < 0.6 ? 1 : 0;
      for (int repeat = 0; repeat < 4; repeat++) {
        games.add(0, 1, score, 1, voter);
      }
    }
    double single = BradleyTerry.fit(games, Covariance.SANDWICH).standardError(0, 1);
    double clustered = BradleyTerry.fit(games, Covariance.CLUSTERED).standardError(0, 1);

    assertThat(clustered / single).isCloseTo(2, within(1e-9));
  }

  @Test
  void shouldBootstrapTheSameForTheSameSeedAndAgreeWithTheSandwich() {
    Comparisons games = league(6, 1_500, 11);
    List<Interval> first = BradleyTerry.bootstrap(games, 300, 0.95, 42);
    List<Interval> second = BradleyTerry.bootstrap(games, 300, 0.95, 42);
    Strengths fit = BradleyTerry.fit(games, Covariance.SANDWICH);

    assertThat(first).isEqualTo(second);
    for (int item = 0; item < 6; item++) {
      double width = 2 * Proportions.Z_95 * fit.standardError(item);
      assertThat(first.get(item).width()).isCloseTo(width, within(0.25 * width));
      assertThat(first.get(item).contains(fit.log(item))).isTrue();
    }
  }

  @Property(tries = 60, seed = "1")
  void shouldReachTheMaximumWhateverTheLeague(
      @ForAll @IntRange(min = 2, max = 12) int items, @ForAll long seed) {
    Comparisons games = league(items, 40 * items, seed);

    Strengths fit = BradleyTerry.fit(games, Covariance.SANDWICH);

    double sum = 0;
    for (int item = 0; item < items; item++) {
      sum += fit.log(item);
    }
    assertThat(BradleyTerry.gradientNorm(games, fit)).isLessThanOrEqualTo(1e-9);
    assertThat(sum).isCloseTo(0, within(1e-9));
  }

  @Test
  void shouldRefuseItemsThatAreNotOnOneScale() {
    Comparisons apart = new Comparisons();
    wins(apart, 0, 1, 2, 3);
    wins(apart, 2, 3, 2, 3);
    Comparisons undefeated = new Comparisons();
    wins(undefeated, 0, 1, 5, 0);
    wins(undefeated, 1, 2, 5, 4);

    assertThatThrownBy(() -> BradleyTerry.fit(apart, Covariance.MODEL))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> BradleyTerry.fit(undefeated, Covariance.MODEL))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(Connectedness.components(apart)).containsExactly(new int[] {0, 1}, new int[] {2, 3});
    assertThat(Connectedness.components(undefeated))
        .containsExactly(new int[] {1, 2}, new int[] {0});
    assertThat(Connectedness.groups(undefeated)).hasSize(1);
  }

  /** Every item wins once and loses once, so that the league holds together. */
  private static Comparisons league(int items, int votes, long seed) {
    Random random = new Random(seed);
    double[] strength = random.doubles(items, -1.5, 1.5).toArray();
    Comparisons games = new Comparisons();
    for (int i = 0; i < items; i++) {
      games.add(i, (i + 1) % items, 1);
    }
    for (int v = 0; v < votes; v++) {
      int i = random.nextInt(items);
      int j = (i + 1 + random.nextInt(items - 1)) % items;
      double p = BradleyTerry.logistic(strength[i] - strength[j]);
      double draw = random.nextDouble();
      games.add(i, j, draw < 0.1 ? 0.5 : random.nextDouble() < p ? 1 : 0);
    }
    assertThat(Arrays.stream(strength).sum()).isFinite();
    return games;
  }

  private static void wins(Comparisons games, int first, int second, int won, int lost) {
    for (int i = 0; i < won; i++) {
      games.add(first, second, 1);
    }
    for (int i = 0; i < lost; i++) {
      games.add(first, second, 0);
    }
  }
}
