package dev.signalbox.verdict.board;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What {@code make worlds} shows at length, in a few worlds. */
class WorldsTest {
  private static final int SEEDS = 8;

  @TempDir Path folder;

  @Test
  void shouldFindEveryDeterministicAttackerWhereModelsDiffer() {
    Map<Attack, Integer> found = found(settings(6, 1.5, 0.3, 300, 1, 60));

    for (Attack attack : without(EnumSet.of(Attack.COIN, Attack.DIE, Attack.NOISY_INVERSE))) {
      assertThat(found.getOrDefault(attack, 0)).as(attack.label()).isEqualTo(SEEDS);
    }
    assertThat(found.getOrDefault(Attack.NOISY_INVERSE, 0)).isGreaterThanOrEqualTo(SEEDS - 1);
  }

  @Test
  void shouldFindNoisyOnesInMoreVotes() {
    Map<Attack, Integer> found = found(settings(6, 2.0, 0, 300, 1, 200));

    assertThat(found.getOrDefault(Attack.NOISY_INVERSE, 0)).isEqualTo(SEEDS);
    assertThat(found.getOrDefault(Attack.COIN, 0)).isGreaterThanOrEqualTo(SEEDS - 1);
  }

  @Test
  void shouldNotBeMaskedByAttackersWhoCastMostOfTheVotes() {
    Map<Attack, Integer> found = found(settings(8, 1.5, 0, 200, 10, 60));

    for (Attack attack : EnumSet.of(Attack.ALWAYS_A, Attack.INVERSE, Attack.STUFFING)) {
      assertThat(found.getOrDefault(attack, 0)).as(attack.label()).isEqualTo(10 * SEEDS);
    }
  }

  @Test
  void shouldTouchAtMostOneHonestVoterInAHundred() {
    for (double tastes : new double[] {0, 0.3, 0.6}) {
      for (int models : new int[] {5, 20}) {
        double touched = touched(settings(models, 1, tastes, 300, 1, 60));
        assertThat(touched).as("%d models, tastes %s", models, tastes).isLessThan(0.01);
      }
    }
  }

  /** Nobody tells a coin from a voter who can't tell the models apart; anybody does otherwise. */
  @Test
  void shouldBoundWhatAnyTestFinds() {
    World.Settings alike = new World.Settings(6, 1e-9, 0, 0, 0, 300, 1, 60, 1);

    assertThat(Bound.power(alike, Attack.COIN, 0.01, 1)).isLessThan(0.03);
    assertThat(Bound.power(settings(6, 2.5, 0, 300, 1, 150), Attack.COIN, 0.01, 1))
        .isGreaterThan(0.99);
    double few = Bound.power(settings(6, 0.8, 0, 300, 1, 20), Attack.NOISY_INVERSE, 0.01, 1);
    double many = Bound.power(settings(6, 0.8, 0, 300, 1, 60), Attack.NOISY_INVERSE, 0.01, 1);
    assertThat(few).isLessThan(many).isBetween(0.2, 0.9);
  }

  /** The share of ties tells coins and dice apart where choices alone would not. */
  @Test
  void shouldFindCoinsByTheirTiesToo() {
    Map<Attack, Integer> found = found(settings(6, 1.5, 0, 300, 4, 60));

    assertThat(found.getOrDefault(Attack.COIN, 0)).isGreaterThan(4 * SEEDS * 7 / 10);
    assertThat(found.getOrDefault(Attack.DIE, 0)).isGreaterThan(4 * SEEDS * 6 / 10);
  }

  @Test
  void shouldWriteAWorldThatMakeBoardReads() throws Exception {
    Path csv = folder.resolve("world.csv");
    Path json = folder.resolve("board.json");
    StringWriter out = new StringWriter();

    int wrote =
        new CommandLine(new WorldsCommand()).execute("--csv", csv.toString(), "--votes", "60");
    int read =
        new CommandLine(new BoardCommand())
            .setOut(new PrintWriter(out))
            .execute(csv.toString(), json.toString());

    assertThat(List.of(wrote, read)).containsOnly(0);
    assertThat(Files.readString(json)).contains("always-a-300", "inverse-302", "burst-309");
  }

  private static Set<Attack> without(EnumSet<Attack> some) {
    return EnumSet.complementOf(some);
  }

  private static World.Settings settings(
      int models, double spread, double tastes, int honest, int each, int votes) {
    return new World.Settings(models, spread, tastes, 0.12, 0.1, honest, each, votes, 1);
  }

  private static Map<Attack, Integer> found(World.Settings settings) {
    Map<Attack, Integer> found = new EnumMap<>(Attack.class);
    scores(settings)
        .forEach(score -> score.found().forEach((k, n) -> found.merge(k, n, Integer::sum)));
    return found;
  }

  private static double touched(World.Settings settings) {
    double touched = scores(settings).stream().mapToInt(WorldsCommand.Score::touched).sum();
    return touched / SEEDS / settings.honest();
  }

  private static List<WorldsCommand.Score> scores(World.Settings settings) {
    return LongStream.rangeClosed(1, SEEDS)
        .mapToObj(seed -> WorldsCommand.Score.of(World.of(settings, seed)))
        .toList();
  }
}
