package dev.signalbox.verdict.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.signalbox.verdict.stats.KrippendorffAlpha.Level;
import org.junit.jupiter.api.Test;

class AgreementTest {
  private static final double NONE = Double.NaN;

  /** The worked example of the English Wikipedia's article on Fleiss' kappa. */
  @Test
  void shouldGiveTheWorkedExampleOfFleiss() {
    double[][] counts = {
      {0, 0, 0, 0, 14}, {0, 2, 6, 4, 2}, {0, 0, 3, 5, 6}, {0, 3, 9, 2, 0}, {2, 2, 8, 1, 1},
      {7, 7, 0, 0, 0}, {3, 2, 6, 3, 0}, {2, 5, 3, 2, 2}, {6, 5, 2, 1, 0}, {0, 2, 2, 3, 7}
    };

    assertThat(FleissKappa.of(counts).kappa()).isCloseTo(0.210, within(5e-4));
  }

  /** Diagnoses of 30 patients by six raters each (Fleiss 1971), with R irr's kappa and z. */
  @Test
  void shouldGiveFleissDiagnosesWithTheirTest() {
    String[] ratings = {
      "444444", "222555", "233335", "555555", "222444", "113333", "333355", "113334", "114444",
      "555555", "144444", "124444", "222333", "144444", "224445", "333335", "111455", "111112",
      "224444", "133555", "555555", "244444", "224555", "114444", "144445", "222224", "111155",
      "224444", "133333", "555555"
    };
    double[][] counts = new double[ratings.length][5];
    for (int subject = 0; subject < ratings.length; subject++) {
      for (char rating : ratings[subject].toCharArray()) {
        counts[subject][rating - '1']++;
      }
    }

    FleissKappa kappa = FleissKappa.of(counts);

    assertThat(kappa.kappa()).isCloseTo(0.4302445, within(5e-8));
    assertThat(kappa.z()).isCloseTo(17.65183, within(5e-6));
  }

  /** The worked example of the English Wikipedia's article on Krippendorff's alpha. */
  @Test
  void shouldGiveTheWorkedExampleOfKrippendorff() {
    double[][] ratings = {
      {NONE, NONE, NONE, NONE, NONE, 3, 4, 1, 2, 1, 1, 3, 3, NONE, 3},
      {1, NONE, 2, 1, 3, 3, 4, 3, NONE, NONE, NONE, NONE, NONE, NONE, NONE},
      {NONE, NONE, 2, 1, 3, 4, 4, NONE, 2, 1, 1, 3, 3, NONE, 4}
    };

    assertThat(KrippendorffAlpha.of(ratings, Level.NOMINAL))
        .isCloseTo(0.691358024691358, within(1e-12));
    assertThat(KrippendorffAlpha.of(ratings, Level.ORDINAL))
        .isCloseTo(0.8067214199413153, within(1e-12));
    assertThat(KrippendorffAlpha.of(ratings, Level.INTERVAL))
        .isCloseTo(0.8108448928121059, within(1e-12));
  }

  @Test
  void shouldKnowFullAgreementAndNothingToCompare() {
    double[][] same = {{1, 2, 3, 4}, {1, 2, 3, 4}};
    double[][] alone = {{1, NONE}, {NONE, 2}};

    for (Level level : Level.values()) {
      assertThat(KrippendorffAlpha.of(same, level)).isEqualTo(1);
      assertThat(KrippendorffAlpha.of(alone, level)).isNaN();
    }
    assertThatThrownBy(() -> FleissKappa.of(new double[][] {{1, 2}, {2, 2}}))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
