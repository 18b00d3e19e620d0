package dev.signalbox.classifier.training;

import dev.signalbox.classifier.model.Logistic;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Puts every model and every prompt of all tables on one scale: the log-odds of a good answer are
 * ability minus difficulty (Rasch, 1960), fitted by penalised Newton steps. Tables are linked by
 * models that occur in several under slightly different names; a prompt's difficulty is drawn to
 * its label's mean, because a few graded answers say little.
 */
final class Rasch {
  private static final int ROUNDS = 25;
  private static final double ABILITY_PRECISION = 0.1;
  private static final double DIFFICULTY_PRECISION = 0.35;
  private static final double LONGEST_STEP = 1.0;

  private final Map<String, Double> abilities;
  private final double[] difficulties;

  private Rasch(Map<String, Double> abilities, double[] difficulties) {
    this.abilities = abilities;
    this.difficulties = difficulties;
  }

  double ability(String model) {
    return abilities.getOrDefault(canonical(model), 0.0);
  }

  /** Whether some answer of the model was graded in some table. */
  boolean knows(String model) {
    return abilities.containsKey(canonical(model));
  }

  double difficulty(int row) {
    return difficulties[row];
  }

  /**
   * A name without provider, host, punctuation and the maker's prefix: the same model in another
   * table.
   */
  static String canonical(String model) {
    String name = model.toLowerCase(Locale.ROOT);
    name = name.substring(name.lastIndexOf('/') + 1);
    int host = name.indexOf('@');
    name = host > 0 ? name.substring(0, host) : name;
    name = name.startsWith("meta-") ? name.substring(5) : name;
    return name.replaceAll("[^a-z0-9]", "");
  }

  static Rasch fit(List<OutcomeRow> rows) {
    Map<String, Integer> places = new HashMap<>();
    List<int[]> who = new ArrayList<>();
    List<double[]> scores = new ArrayList<>();
    Map<String, Integer> labels = new HashMap<>();
    int[] label = new int[rows.size()];
    for (int i = 0; i < rows.size(); i++) {
      OutcomeRow row = rows.get(i);
      Integer known = labels.putIfAbsent(row.label(), labels.size());
      label[i] = known == null ? labels.size() - 1 : known;
      int[] models = new int[row.scores().size()];
      double[] values = new double[models.length];
      int n = 0;
      for (Map.Entry<String, Double> score : row.scores().entrySet()) {
        String name = canonical(score.getKey());
        Integer place = places.putIfAbsent(name, places.size());
        models[n] = place == null ? places.size() - 1 : place;
        values[n++] = score.getValue();
      }
      who.add(models);
      scores.add(values);
    }
    double[] ability = new double[places.size()];
    double[] difficulty = new double[rows.size()];
    for (int round = 0; round < ROUNDS; round++) {
      stepDifficulties(
          who, scores, ability, difficulty, labelMeans(label, difficulty, labels.size()), label);
      stepAbilities(who, scores, ability, difficulty);
    }
    Map<String, Double> abilities = new HashMap<>();
    places.forEach((name, place) -> abilities.put(name, ability[place]));
    return new Rasch(abilities, difficulty);
  }

  private static double[] labelMeans(int[] label, double[] difficulty, int labels) {
    double[] sum = new double[labels];
    int[] n = new int[labels];
    for (int i = 0; i < label.length; i++) {
      sum[label[i]] += difficulty[i];
      n[label[i]]++;
    }
    for (int l = 0; l < labels; l++) {
      sum[l] /= Math.max(1, n[l]);
    }
    return sum;
  }

  private static void stepDifficulties(
      List<int[]> who,
      List<double[]> scores,
      double[] ability,
      double[] difficulty,
      double[] means,
      int[] label) {
    for (int i = 0; i < difficulty.length; i++) {
      double slope = -DIFFICULTY_PRECISION * (difficulty[i] - means[label[i]]);
      double curvature = DIFFICULTY_PRECISION;
      for (int m = 0; m < who.get(i).length; m++) {
        double p = Logistic.of(ability[who.get(i)[m]] - difficulty[i]);
        slope += p - scores.get(i)[m];
        curvature += p * (1 - p);
      }
      difficulty[i] += clip(slope / curvature);
    }
  }

  private static void stepAbilities(
      List<int[]> who, List<double[]> scores, double[] ability, double[] difficulty) {
    double[] slope = new double[ability.length];
    double[] curvature = new double[ability.length];
    for (int i = 0; i < difficulty.length; i++) {
      for (int m = 0; m < who.get(i).length; m++) {
        int j = who.get(i)[m];
        double p = Logistic.of(ability[j] - difficulty[i]);
        slope[j] += scores.get(i)[m] - p;
        curvature[j] += p * (1 - p);
      }
    }
    for (int j = 0; j < ability.length; j++) {
      slope[j] -= ABILITY_PRECISION * ability[j];
      ability[j] += clip(slope[j] / (curvature[j] + ABILITY_PRECISION));
    }
  }

  private static double clip(double step) {
    return Math.max(-LONGEST_STEP, Math.min(LONGEST_STEP, step));
  }
}
