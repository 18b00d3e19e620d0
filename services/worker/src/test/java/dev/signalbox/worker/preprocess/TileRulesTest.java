package dev.signalbox.worker.preprocess;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TileRulesTest {
  @ParameterizedTest
  @CsvSource({
    "640, 480, 3, 4",
    "1920, 1080, 3, 4",
    "100, 100, 4, 4",
    "900, 100, 1, 4",
    "1, 3000, 4, 1"
  })
  void shouldPlanTheGridOfTheReference(int width, int height, int rows, int columns) {
    TileRules.Plan plan = new TileRules(2048, 512, true, true).plan(width, height);
    assertThat(plan.rows()).isEqualTo(rows);
    assertThat(plan.columns()).isEqualTo(columns);
    assertThat(plan.tiles()).isEqualTo(rows * columns + 1);
  }

  @Property(tries = 200, seed = "1")
  void shouldAlwaysPlanWholeTiles(
      @ForAll @IntRange(min = 1, max = 20_000) int width,
      @ForAll @IntRange(min = 1, max = 20_000) int height) {
    TileRules.Plan plan = new TileRules(1536, 384, true, true).plan(width, height);
    assertThat(plan.canvas().width() % 384).isZero();
    assertThat(plan.canvas().height() % 384).isZero();
    assertThat(plan.tiles()).isBetween(1, 17);
  }

  @Test
  void shouldKeepATileBudgetWhenOneIsSet() {
    TileRules rules = new TileRules(2048, 512, true, true);
    assertThat(rules.plan(1000, 1000).tiles()).isEqualTo(17);
    assertThat(rules.withBudget(0).plan(1000, 1000)).isEqualTo(rules.plan(1000, 1000));
    assertThat(rules.withBudget(10).plan(1000, 1000).tiles()).isEqualTo(10);
    assertThat(rules.withBudget(9).plan(1000, 1000).tiles()).isEqualTo(5);
    assertThat(rules.withBudget(1).plan(4000, 300).tiles()).isEqualTo(1);
  }
}
