package dev.signalbox.verdict.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.signalbox.verdict.stats.KrippendorffAlpha.Level;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
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

  /** Four observers with missing data (Krippendorff, Computing alpha-reliability, 2011, part C). */
  @Test
  void shouldGiveKrippendorffsOwnExampleWithMissingData() {
    double[][] ratings = {
      {1, 2, 3, 3, 2, 1, 4, 1, 2, NONE, NONE, NONE},
      {1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NONE, 3},
      {NONE, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, NONE},
      {1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NONE}
    };

    assertThat(KrippendorffAlpha.of(ratings, Level.NOMINAL)).isCloseTo(0.743, within(5e-4));
    assertThat(KrippendorffAlpha.of(ratings, Level.ORDINAL)).isCloseTo(0.815, within(5e-4));
    assertThat(KrippendorffAlpha.of(ratings, Level.INTERVAL)).isCloseTo(0.849, within(5e-4));
  }

  /** Where nothing is missing, 1 - alpha = (1 - kappa)(N - 1)/N for N values, and kappa Fleiss'. */
  @Property(tries = 200, seed = "1")
  void shouldAgreeWithFleissWhereNothingIsMissing(
      @ForAll @IntRange(min = 2, max = 5) int raters,
      @ForAll @IntRange(min = 2, max = 20) int subjects,
      @ForAll long seed) {
    Random random = new Random(seed);
    double[][] ratings = new double[raters][subjects];
    double[][] counts = new double[subjects][3];
    for (int s = 0; s < subjects; s++) {
      for (int r = 0; r < raters; r++) {
        int value = s < 2 ? s : random.nextInt(3);
        ratings[r][s] = value;
        counts[s][value]++;
      }
    }
    double values = raters * subjects;

    assertThat(1 - KrippendorffAlpha.of(ratings, Level.NOMINAL))
        .isCloseTo((1 - FleissKappa.of(counts).kappa()) * (values - 1) / values, within(1e-9));
  }

  @Property(tries = 200, seed = "1")
  void shouldNotMindWhoRatedNorWhatOnlyOneRatedNorOrderedNames(
      @ForAll @IntRange(min = 2, max = 6) int raters,
      @ForAll @IntRange(min = 2, max = 20) int subjects,
      @ForAll long seed) {
    Random random = new Random(seed);
    double[][] ratings = new double[raters][subjects];
    double[][] other = new double[raters][subjects + 1];
    for (int r = 0; r < raters; r++) {
      other[r][subjects] = r == 0 ? 2 : NONE;
      for (int s = 0; s < subjects; s++) {
        ratings[r][s] = random.nextInt(4) == 0 ? NONE : random.nextInt(4);
        other[raters - 1 - r][s] = ratings[r][s];
      }
    }
    for (Level level : Level.values()) {
      double alpha = KrippendorffAlpha.of(ratings, level);
      assertSame(KrippendorffAlpha.of(other, level), alpha);
      assertThat(Double.isNaN(alpha) || alpha <= 1).isTrue();
    }
    double[][] renamed = new double[raters][];
    for (int r = 0; r < raters; r++) {
      renamed[r] = Arrays.stream(ratings[r]).map(value -> value * value * 10).toArray();
    }
    assertSame(
        KrippendorffAlpha.of(renamed, Level.ORDINAL), KrippendorffAlpha.of(ratings, Level.ORDINAL));
  }

  private static void assertSame(double one, double other) {
    if (Double.isNaN(other)) {
      assertThat(one).isNaN();
    } else {
      assertThat(one).isCloseTo(other, within(1e-9));
    }
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
