package dev.signalbox.classifier.training;

import dev.signalbox.classifier.features.PromptFeatures;
import dev.signalbox.classifier.model.QuestionMemory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes the memory of questions from the rows of all tables, whoever graded them. */
final class Memories {
  /** Where a smaller share of rows has kin, there is nothing to learn of what kin tell. */
  private static final double WORTHWHILE = 0.01;

  private Memories() {}

  /** {@code features} begin with those of the table's rows. */
  static QuestionMemory of(
      List<OutcomeRow> table, List<PromptFeatures> features, Rasch rasch, List<CohortRows> pool) {
    Set<String> models = new LinkedHashSet<>();
    pool.forEach(cohort -> models.addAll(cohort.models()));
    List<String> names = new ArrayList<>(models);
    Map<String, Integer> places = new HashMap<>();
    for (int m = 0; m < names.size(); m++) {
      places.putIfAbsent(Rasch.canonical(names.get(m)), m);
    }
    int[][] sketches = new int[table.size()][];
    float[] difficulty = new float[table.size()];
    byte[] scores = new byte[table.size() * names.size()];
    Arrays.fill(scores, QuestionMemory.UNKNOWN);
    for (int i = 0; i < table.size(); i++) {
      sketches[i] = features.get(i).shingles();
      difficulty[i] = (float) rasch.difficulty(i);
      for (Map.Entry<String, Double> score : table.get(i).scores().entrySet()) {
        Integer place = places.get(Rasch.canonical(score.getKey()));
        if (place != null) {
          scores[i * names.size() + place] =
              (byte) Math.round(score.getValue() * QuestionMemory.GOOD);
        }
      }
    }
    QuestionMemory memory = new QuestionMemory(names, sketches, difficulty, scores);
    int kin = 0;
    for (int i = 0; i < table.size(); i++) {
      kin += memory.recall(sketches[i], i)[0] > 0 ? 1 : 0;
    }
    return kin < WORTHWHILE * table.size() ? QuestionMemory.EMPTY : memory;
  }
}
