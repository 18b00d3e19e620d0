package dev.signalbox.classifier.training;

import java.util.ArrayList;
import java.util.Collections;
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

  /** Who graded a row, and whence the row came. */
  private record Signature(Set<String> models, Set<String> origins) {
    boolean belongsWith(Signature other) {
      Set<String> shared = new LinkedHashSet<>(models);
      shared.retainAll(other.models);
      double union = models.size() + other.models.size() - shared.size();
      if (shared.size() / union >= ALIKE) {
        return true;
      }
      boolean linked = !shared.isEmpty() || models.size() == 1;
      return linked && !Collections.disjoint(origins, other.origins);
    }

    void take(Signature other) {
      models.addAll(other.models);
      origins.addAll(other.origins);
    }
  }

  /**
   * Splits the table; the cohort with most rows comes first. An empty pool means every model. Rows
   * graded by nearly the same models belong together; so do rows of one benchmark in one file that
   * share a model or have a single one, as logs of live traffic do.
   */
  static List<CohortRows> split(List<OutcomeRow> table, List<String> pool) {
    List<String> order = pool.isEmpty() ? all(table) : pool;
    Map<Signature, List<Integer>> bySet = new LinkedHashMap<>();
    for (int i = 0; i < table.size(); i++) {
      Set<String> set = new LinkedHashSet<>(table.get(i).scores().keySet());
      set.retainAll(order);
      if (!set.isEmpty()) {
        Set<String> origin = Set.of(table.get(i).table() + "/" + table.get(i).benchmark());
        bySet.computeIfAbsent(new Signature(set, origin), key -> new ArrayList<>()).add(i);
      }
    }
    List<Map.Entry<Signature, List<Integer>>> signatures = new ArrayList<>(bySet.entrySet());
    signatures.sort(
        Comparator.comparingInt((Map.Entry<Signature, List<Integer>> e) -> -e.getValue().size()));
    List<Signature> groups = new ArrayList<>();
    List<List<Integer>> members = new ArrayList<>();
    for (Map.Entry<Signature, List<Integer>> signature : signatures) {
      int home = home(groups, signature.getKey());
      if (home < 0) {
        home = groups.size();
        groups.add(new Signature(new LinkedHashSet<>(), new LinkedHashSet<>()));
        members.add(new ArrayList<>());
      }
      groups.get(home).take(signature.getKey());
      members.get(home).addAll(signature.getValue());
    }
    mergeLinked(groups, members);
    List<CohortRows> cohorts = new ArrayList<>();
    for (List<Integer> rows : members) {
      CohortRows cohort = cohort(table, order, rows);
      if (!cohort.models().isEmpty()) {
        cohorts.add(cohort);
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
      List<OutcomeRow> table, List<String> order, List<Integer> members) {
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
    List<String> models =
        order.stream().filter(model -> counts.getOrDefault(model, 0) >= LEAST_ROWS).toList();
    return new CohortRows(models, graders.isEmpty() ? models : graders, rows);
  }

  /** Groups that a later row linked. */
  private static void mergeLinked(List<Signature> groups, List<List<Integer>> members) {
    for (int i = groups.size() - 1; i > 0; i--) {
      int home = home(groups.subList(0, i), groups.get(i));
      if (home >= 0) {
        groups.get(home).take(groups.remove(i));
        members.get(home).addAll(members.remove(i));
      }
    }
  }

  private static int home(List<Signature> groups, Signature one) {
    for (int i = 0; i < groups.size(); i++) {
      if (one.belongsWith(groups.get(i))) {
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
