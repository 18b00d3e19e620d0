package dev.signalbox.classifier.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CohortRowsTest {
  private static List<OutcomeRow> rows(int count, int table, String benchmark, String... models) {
    List<OutcomeRow> rows = new ArrayList<>();
    Map<String, Double> scores = new java.util.TreeMap<>();
    for (String model : models) {
      scores.put(model, 1.0);
    }
    for (int i = 0; i < count; i++) {
      rows.add(
          new OutcomeRow(
              table, "", "x", false, benchmark, benchmark, false, scores, 1, Map.of(), Map.of()));
    }
    return rows;
  }

  @SafeVarargs
  private static List<List<String>> split(List<OutcomeRow>... parts) {
    List<OutcomeRow> table = new ArrayList<>();
    for (List<OutcomeRow> part : parts) {
      table.addAll(part);
    }
    return CohortRows.split(table, List.of()).stream().map(CohortRows::models).toList();
  }

  @Test
  void shouldKeepTablesOfOtherModelsApart() {
    assertThat(
            split(
                rows(50, 0, "mmlu", "a", "b"),
                rows(40, 1, "mmlu", "c", "d"),
                rows(30, 1, "mmlu", "a", "c", "d")))
        .containsExactly(List.of("a", "c", "d"), List.of("a", "b"));
  }

  @Test
  void shouldJoinPairsOfOneArena() {
    assertThat(
            split(
                rows(40, 0, "arena", "a", "b"),
                rows(30, 0, "arena", "c", "d"),
                rows(20, 0, "arena", "b", "c")))
        .containsExactly(List.of("a", "b", "c", "d"));
  }

  @Test
  void shouldJoinRowsOfOneModelEachAndLeaveOutModelsSeldomSeen() {
    assertThat(split(rows(40, 0, "live", "a"), rows(30, 0, "live", "b"), rows(19, 0, "live", "c")))
        .containsExactly(List.of("a", "b"));
  }
}
