package dev.signalbox.classifier.training;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Models of the pool that were graded on the same prompts, and those prompts.
 *
 * @param models of the pool, in the pool's order
 * @param graders every model that graded at least half of the rows, in or out of the pool
 * @param rows places in the table
 */
record CohortRows(List<String> models, List<String> graders, int[] rows) {
  /** Two sets of models are one cohort when they share at least this much (Jaccard). */
  private static final double ALIKE = 0.5;

  private static final int MOST_NAMED = 6;
  private static final double WELL_COVERED = 0.5;
  private static final int LEAST_ROWS = 20;

  /** Splits the table; the cohort with most rows comes first. An empty pool means every model. */
  static List<CohortRows> split(List<OutcomeRow> table, List<String> pool) {
    List<String> order = pool.isEmpty() ? all(table) : pool;
    Map<Set<String>, List<Integer>> bySet = new LinkedHashMap<>();
    for (int i = 0; i < table.size(); i++) {
      Set<String> set = new LinkedHashSet<>(table.get(i).scores().keySet());
      set.retainAll(order);
      if (!set.isEmpty()) {
        bySet.computeIfAbsent(set, key -> new ArrayList<>()).add(i);
      }
    }
    List<Map.Entry<Set<String>, List<Integer>>> signatures = new ArrayList<>(bySet.entrySet());
    signatures.sort(
        Comparator.comparingInt((Map.Entry<Set<String>, List<Integer>> e) -> -e.getValue().size()));
    List<Set<String>> sets = new ArrayList<>();
    List<List<Integer>> members = new ArrayList<>();
    for (Map.Entry<Set<String>, List<Integer>> signature : signatures) {
      int home = home(sets, signature.getKey());
      if (home < 0) {
        sets.add(new LinkedHashSet<>(signature.getKey()));
        members.add(new ArrayList<>(signature.getValue()));
      } else {
        members.get(home).addAll(signature.getValue());
      }
    }
    List<CohortRows> cohorts = new ArrayList<>();
    for (int c = 0; c < sets.size(); c++) {
      if (members.get(c).size() >= LEAST_ROWS) {
        cohorts.add(cohort(table, order, sets.get(c), members.get(c)));
      }
    }
    cohorts.sort(Comparator.comparingInt((CohortRows cohort) -> -cohort.rows().length));
    return cohorts;
  }

  /** Why there is nothing to learn from, as one sentence. */
  static String tooFew(List<OutcomeRow> table, List<String> pool) {
    List<String> graded = all(table);
    String asked = pool.isEmpty() ? "every model" : named(pool);
    return "no model has "
        + LEAST_ROWS
        + " graded answers in these files: asked for "
        + asked
        + "; "
        + table.size()
        + " rows grade "
        + (graded.isEmpty() ? "nobody" : named(graded));
  }

  private static String named(List<String> models) {
    String some = String.join(", ", models.subList(0, Math.min(MOST_NAMED, models.size())));
    int more = models.size() - MOST_NAMED;
    return more > 0 ? some + " and " + more + " more" : some;
  }

  private static CohortRows cohort(
      List<OutcomeRow> table, List<String> order, Set<String> set, List<Integer> members) {
    int[] rows = members.stream().mapToInt(Integer::intValue).sorted().toArray();
    Map<String, Integer> counts = new LinkedHashMap<>();
    for (int row : rows) {
      table.get(row).scores().keySet().forEach(model -> counts.merge(model, 1, Integer::sum));
    }
    List<String> graders =
        counts.entrySet().stream()
            .filter(e -> e.getValue() >= WELL_COVERED * rows.length)
            .map(Map.Entry::getKey)
            .sorted()
            .toList();
    return new CohortRows(order.stream().filter(set::contains).toList(), graders, rows);
  }

  private static int home(List<Set<String>> sets, Set<String> set) {
    for (int i = 0; i < sets.size(); i++) {
      Set<String> shared = new LinkedHashSet<>(set);
      shared.retainAll(sets.get(i));
      double union = set.size() + sets.get(i).size() - shared.size();
      if (shared.size() / union >= ALIKE) {
        return i;
      }
    }
    return -1;
  }

  private static List<String> all(List<OutcomeRow> table) {
    Set<String> names = new java.util.TreeSet<>();
    table.forEach(row -> names.addAll(row.scores().keySet()));
    return List.copyOf(names);
  }
}
