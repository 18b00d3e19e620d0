package dev.signalbox.classifier.training;

import dev.signalbox.classifier.model.Label;
import dev.signalbox.classifier.model.Task;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The labels that the reader learns: the table's most frequent ones, and one for each task of the
 * hand-written prompts.
 */
final class LabelSet {
  private static final int LEAST_ROWS = 20;

  private final List<Label> labels = new ArrayList<>();
  private final Map<String, Integer> places = new HashMap<>();

  LabelSet(List<OutcomeRow> table, List<Seeds.Seed> seeds, int most) {
    Map<String, Integer> counts = new TreeMap<>();
    table.forEach(row -> counts.merge(row.label(), 1, Integer::sum));
    counts.entrySet().stream()
        .filter(e -> e.getValue() >= LEAST_ROWS)
        .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
        .limit(most)
        .map(Map.Entry::getKey)
        .sorted()
        .forEach(name -> add(name, taskOf(name)));
    Map<String, Integer> rest = new TreeMap<>();
    for (OutcomeRow row : table) {
      if (!places.containsKey(row.label())) {
        rest.merge(row.benchmark(), 1, Integer::sum);
      }
    }
    rest.forEach(
        (benchmark, rows) -> {
          if (rows >= LEAST_ROWS && !places.containsKey(benchmark)) {
            add(benchmark, taskOf(benchmark));
          }
        });
    for (Seeds.Seed seed : seeds) {
      if (!places.containsKey(seed.label())) {
        add(seed.label(), seed.task());
      }
    }
  }

  private void add(String name, Task task) {
    places.put(name, labels.size());
    labels.add(new Label(name, task));
  }

  List<Label> labels() {
    return labels;
  }

  /** Place of a row's label; of its benchmark when the label is too rare; -1 when that is too. */
  int place(OutcomeRow row) {
    Integer exact = places.get(row.label());
    return exact != null ? exact : places.getOrDefault(row.benchmark(), -1);
  }

  int place(Seeds.Seed seed) {
    return places.getOrDefault(seed.label(), -1);
  }

  /** The task that a benchmark's name stands for. */
  static Task taskOf(String name) {
    String text = name.toLowerCase(Locale.ROOT);
    if (text.matches(".*(gsm|math|algebra|arithmetic|statistic|calculus|physics|engineering).*")) {
      return Task.MATH;
    }
    if (text.matches(".*(code|human_?eval|mbpp|crux|program|computer|sql|swe).*")) {
      return Task.CODE;
    }
    if (text.matches(".*(logic|reason|commonsense|arc_|openbook|puzzle|gpqa|hellaswag|bbh).*")) {
      return Task.REASONING;
    }
    if (text.matches(".*(commongen|writing|summar|translat|email|story).*")) {
      return Task.WRITING;
    }
    if (text.matches(".*(chat|dialog).*")) {
      return Task.CHAT;
    }
    return Task.KNOWLEDGE;
  }
}
