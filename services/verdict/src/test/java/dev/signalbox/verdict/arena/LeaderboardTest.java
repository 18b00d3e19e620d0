package dev.signalbox.verdict.arena;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LeaderboardTest {
  private static final Leaderboard.Filter ALL = new Leaderboard.Filter(null, null, false);
  private final List<PairVote> votes = new ArrayList<>();

  @Test
  void shouldRateTwoByTheirLogOdds() {
    cast("a", "b", 30, 10);

    Leaderboard board = Leaderboard.of(votes, ALL);

    Leaderboard.Group group = board.groups().get(0);
    double difference = 400 * Math.log10(3);
    assertThat(group.places()).extracting(Leaderboard.Place::subject).containsExactly("a", "b");
    assertThat(group.places().get(0).rating()).isCloseTo(1_000 + difference / 2, within(1e-6));
    // As many again for b as it lacks, and one more.
    assertThat(group.toFlip()).hasValue(21);
  }

  @Test
  void shouldNeverRankTwoComponentsOnOneScale() {
    cast("a", "b", 5, 3);
    cast("c", "d", 4, 4);
    cast("a", "e", 6, 0);

    Leaderboard board = Leaderboard.of(votes, ALL);

    assertThat(board.groups()).hasSize(3);
    assertThat(board.groups().get(2).places())
        .singleElement()
        .satisfies(place -> assertThat(place.rating()).isNull());
  }

  @Test
  void shouldSeparateRanksOnlyWithSeparatedIntervals() {
    cast("a", "b", 6, 4);
    assertThat(Leaderboard.of(votes, ALL).groups().get(0).places())
        .extracting(Leaderboard.Place::rank)
        .containsExactly(1, 1);
    cast("a", "b", 600, 100);
    assertThat(Leaderboard.of(votes, ALL).groups().get(0).places())
        .extracting(Leaderboard.Place::rank)
        .containsExactly(1, 2);
  }

  @Test
  void shouldFilterByTaskAndComplexity() {
    cast("a", "b", 5, 5);
    assertThat(Leaderboard.of(votes, new Leaderboard.Filter("vision", null, false)).votes())
        .isZero();
    assertThat(Leaderboard.of(votes, new Leaderboard.Filter("chat", "easy", false)).votes())
        .isEqualTo(10);
  }

  @Test
  void shouldTakeLengthOutOfTheRating() {
    // The longer answer wins three times of four, whoever wrote it; a writes longer ones mostly.
    for (int i = 0; i < 400; i++) {
      boolean longFirst = i % 4 != 0;
      boolean longWins = (i / 4) % 4 != 0;
      votes.add(
          new PairVote(
              "v" + i,
              "a",
              "b",
              longFirst == longWins ? PairChoice.FIRST : PairChoice.SECOND,
              "chat",
              "easy",
              longFirst ? 0.5 : -0.5,
              0));
    }
    double plain = rating(Leaderboard.of(votes, ALL));
    Leaderboard styled = Leaderboard.of(votes, new Leaderboard.Filter(null, null, true));

    assertThat(plain).isGreaterThan(1_030);
    assertThat(rating(styled)).isCloseTo(1_000, within(2.0));
    var effect = requireNonNull(styled.lengthEffect());
    assertThat(effect.value()).isCloseTo(2 * Math.log(3), within(0.02));
    assertThat(effect.lower()).isPositive();
  }

  @Test
  void shouldDrawSidesEvenly() {
    Battle battle = new Battle("x", "chat", "easy", "p", "a", "b", "1", "2", true);
    int left = 0;
    for (int voter = 0; voter < 2_000; voter++) {
      String hash = Integer.toHexString(voter * 7_919);
      left += battle.firstIsLeft(hash) ? 1 : 0;
      assertThat(battle.firstIsLeft(hash)).isEqualTo(battle.firstIsLeft(hash));
    }
    assertThat(left).isBetween(900, 1_100);
  }

  private static double rating(Leaderboard board) {
    return requireNonNull(
        board.groups().get(0).places().stream()
            .filter(place -> place.subject().equals("a"))
            .findFirst()
            .orElseThrow()
            .rating());
  }

  private void cast(String first, String second, int wins, int losses) {
    for (int i = 0; i < wins + losses; i++) {
      votes.add(
          new PairVote(
              first + second + i + votes.size(),
              first,
              second,
              i < wins ? PairChoice.FIRST : PairChoice.SECOND,
              "chat",
              "easy",
              0,
              0));
    }
  }
}
