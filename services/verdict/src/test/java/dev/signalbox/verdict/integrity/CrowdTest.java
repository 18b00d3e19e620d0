package dev.signalbox.verdict.integrity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.verdict.stats.Comparisons;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CrowdTest {
  private static final int VOTERS = 200;
  private static final int EACH = 40;
  private static final double[] STRENGTH = {-1.5, -0.5, 0.5, 1.5};

  private final SplittableRandom random = new SplittableRandom(6);
  private final Comparisons votes = honest();
  private final HonestVoters fit = fit(votes);
  private final Crowd crowd = new Crowd(fit, votes, 0.1);

  @Test
  void shouldSayMoreOfWhoeverDoesNotJudge() {
    double upright = odds(0, 0).log();

    assertThat(odds(1, 0).log()).isGreaterThan(upright + 10);
    assertThat(odds(1, 0).rule()).isEqualTo(Rule.CONTRARY);
    assertThat(odds(0, 1).log()).isGreaterThan(upright + 5);
    assertThat(odds(0, 1).rule()).isEqualTo(Rule.RANDOM);
  }

  /** Judges at first, and says the opposite from the twenty-first vote on. */
  @Test
  void shouldSeeThatAVoterChanged() {
    crowd.clear();
    for (int i = 0; i < EACH; i++) {
      int better = i % 3 + 1;
      crowd.chose(fit.difference(better, 0), i < EACH / 2);
    }

    assertThat(crowd.odds().log()).isGreaterThan(5);
    assertThat(crowd.odds().rule()).isEqualTo(Rule.CONTRARY);
  }

  @Test
  void shouldSayOfHonestVotersWhatTheLevelAllows() {
    int[] rows = IntStream.range(0, votes.size()).toArray();
    int[][] voters = new int[VOTERS][];
    for (int voter = 0; voter < VOTERS; voter++) {
      voters[voter] = new int[] {voter * EACH, (voter + 1) * EACH};
    }
    Calibration calibration = new Calibration(fit, votes, crowd, rows, voters, 0.1);

    int low = 0;
    for (int[] voter : voters) {
      crowd.read(rows, voter[0], voter[1]);
      low += calibration.share(crowd.odds().log()) < 0.2 ? 1 : 0;
    }

    // 40 are expected; seeded, so this is so or not on every machine.
    assertThat(low).isBetween(20, 60);
    assertThat(calibration.share(1e9)).isGreaterThan(0);
    assertThat(calibration.share(-1e9)).isEqualTo(1);
  }

  private Crowd.Odds odds(double contrary, double coin) {
    crowd.clear();
    for (int i = 0; i < EACH; i++) {
      int left = random.nextInt(STRENGTH.length);
      int right = (left + 1 + random.nextInt(STRENGTH.length - 1)) % STRENGTH.length;
      boolean judged = chooses(left, right);
      boolean said = coin > 0 ? random.nextBoolean() : contrary > 0 != judged;
      crowd.chose(fit.difference(left, right), said);
    }
    return crowd.odds();
  }

  private boolean chooses(int left, int right) {
    return random.nextDouble() < HonestVoters.logistic(STRENGTH[left] - STRENGTH[right]);
  }

  private Comparisons honest() {
    Comparisons made = new Comparisons();
    for (int voter = 0; voter < VOTERS; voter++) {
      for (int i = 0; i < EACH; i++) {
        int left = random.nextInt(STRENGTH.length);
        int right = (left + 1 + random.nextInt(STRENGTH.length - 1)) % STRENGTH.length;
        double score = random.nextInt(8) == 0 ? 0.5 : chooses(left, right) ? 1 : 0;
        made.add(left, right, score, 1, voter);
      }
    }
    return made;
  }

  private static HonestVoters fit(Comparisons votes) {
    double[] trust = new double[VOTERS];
    int[] cast = new int[VOTERS];
    Arrays.fill(trust, 1);
    Arrays.fill(cast, EACH);
    return HonestVoters.fit(votes, trust, cast);
  }
}
