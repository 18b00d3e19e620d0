package dev.signalbox.classifier.model;

import dev.signalbox.classifier.features.FeatureExtractor;
import dev.signalbox.classifier.features.Prompt;
import dev.signalbox.classifier.features.PromptFeatures;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** Judges requests with a trained model. Immutable and safe for any number of threads. */
public final class Assessor {
  /** Two-sided 90% quantile of the normal distribution. */
  private static final double Z90 = 1.645;

  /** What text says about a request with pictures leaves this much open, in log-odds. */
  private static final double PICTURE_SPREAD = 1.5;

  /** Below this share of English the estimates are not to be acted on. */
  private static final double LEAST_ENGLISH = 0.5;

  /** How far full clutter moves a picture's difficulty to the hardest. */
  private static final double CLUTTER_SHARE = 0.6;

  private static final double FOREIGN_WIDENING = 0.25;
  private static final int SHOWN_CONTRIBUTIONS = 6;
  private static final double PROSE_TOKENS = Stated.TOKENS;
  private static final double CHAT_TOKENS = 40;
  private static final double PERCEPTION_TOKENS = 16;

  /** Length, in characters, that counts as fully long. */
  private static final double LONG_CHARACTERS = 40_000;

  private final RoutingModel model;
  private final FeatureExtractor extractor;
  private final OperatingCurves curves;

  public Assessor(RoutingModel model) {
    this.model = model;
    this.extractor = new FeatureExtractor(model.bits(), model.spelling());
    this.curves = new OperatingCurves(model);
  }

  public RoutingModel model() {
    return model;
  }

  /** What one request is, before any candidate is considered. */
  private record Reading(
      PromptFeatures features,
      float[] row,
      double[] labels,
      double difficulty,
      double spread,
      Map<Task, Double> tasks,
      Map<Cohort, double[][]> said) {
    Reading(
        PromptFeatures features,
        float[] row,
        double[] labels,
        double difficulty,
        double spread,
        Map<Task, Double> tasks) {
      this(features, row, labels, difficulty, spread, tasks, new IdentityHashMap<>());
    }

    /** Probabilities and output tokens of a cohort's models, worked out once. */
    double[][] of(Cohort cohort) {
      return said.computeIfAbsent(
          cohort, c -> new double[][] {c.probabilities(row), c.outputTokens(row)});
    }

    double task(Task task) {
      return tasks.getOrDefault(task, 0.0);
    }
  }

  public Assessment assess(Prompt prompt, List<Candidate> candidates) {
    Reading reading = read(extractor.extract(prompt));
    List<Estimate> estimates = new ArrayList<>(candidates.size());
    for (Candidate candidate : candidates) {
      estimates.add(estimate(reading, candidate));
    }
    Map.Entry<Task, Double> task =
        reading.tasks().entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow();
    OperatingCurves.Found operating = curves.of(candidates, !reading.features().hasImage());
    return new Assessment(
        estimates,
        task.getKey(),
        task.getValue(),
        complexity(reading),
        contributions(reading),
        operating.curve(),
        operating.fromOutcomes(),
        unsureBecause(reading));
  }

  private static String unsureBecause(Reading reading) {
    boolean foreign = reading.features().english() < LEAST_ENGLISH;
    return foreign ? "the text does not look English" : "";
  }

  private Reading read(PromptFeatures features) {
    float[] row = model.row(features);
    double[] labels = model.labelProbabilities(row);
    Map<Task, Double> tasks = new EnumMap<>(Task.class);
    DifficultyScale scale = model.scale();
    if (features.hasImage()) {
      double sure = 0.95;
      tasks.put(Task.VISION, sure);
      tasks.put(Task.KNOWLEDGE, 1 - sure);
      double plain = features.perception() ? 0.03 : 0.65;
      double difficulty = scale.quantile(plain + CLUTTER_SHARE * (1 - plain) * features.clutter());
      return new Reading(features, row, labels, difficulty, PICTURE_SPREAD, tasks);
    }
    for (int i = 0; i < labels.length; i++) {
      tasks.merge(model.labels().get(i).task(), labels[i], Double::sum);
    }
    tasks.replaceAll((task, share) -> Math.min(1, share));
    double read = model.difficulty().predict(row)[0];
    double foreign = 1 - features.english();
    double difficulty = read + foreign * Math.max(0, scale.quantile(0.6) - read);
    return new Reading(features, row, labels, difficulty, scale.spread() * (1 + foreign), tasks);
  }

  private Estimate estimate(Reading reading, Candidate candidate) {
    List<RoutingModel.Graded> graded =
        candidate.gradedAs().isEmpty() ? List.of() : model.graded(candidate.gradedAs());
    RoutingModel.@org.jspecify.annotations.Nullable Graded best = null;
    double support = 0;
    for (RoutingModel.Graded one : graded) {
      double s = support(reading, one.cohort());
      if (best == null || s > support) {
        best = one;
        support = s;
      }
    }
    if (best == null) {
      return prior(
          reading, candidate.model(), model.scale().ability(candidate.ability()), Stated.SPREAD);
    }
    Estimate prior = prior(reading, candidate.model(), best.head().ability(), 0);
    if (reading.features().hasImage()) {
      return prior(
          reading, candidate.model(), model.scale().ability(candidate.ability()), Stated.SPREAD);
    }
    return blend(learnt(reading, best, candidate.model()), prior, support);
  }

  /** How far the cohort's outcomes reach to this request, in [0,1]. */
  private double support(Reading reading, Cohort cohort) {
    double sum = 0;
    for (int i = 0; i < cohort.domains().length; i++) {
      sum += reading.labels()[i] * cohort.domains()[i];
    }
    return Math.max(0, Math.min(1, (sum - 0.2) / 0.5));
  }

  private Estimate learnt(Reading reading, RoutingModel.Graded graded, String name) {
    Head head = graded.head();
    double english = reading.features().english();
    double p =
        english * reading.of(graded.cohort())[0][graded.index()] + (1 - english) * head.baseRate();
    double half = Z90 * head.spread() + FOREIGN_WIDENING * (1 - english);
    double tokens = reading.of(graded.cohort())[1][graded.index()];
    return new Estimate(name, p, Math.max(0, p - half), Math.min(1, p + half), true, tokens);
  }

  private Estimate prior(Reading reading, String name, double ability, double abilitySpread) {
    double spread = Math.hypot(reading.spread(), abilitySpread);
    double odds = ability - reading.difficulty();
    double success = Logistic.mean(odds, spread);
    double lower = Math.min(success, Logistic.of(odds - Z90 * spread));
    double upper = Math.max(success, Logistic.of(odds + Z90 * spread));
    return new Estimate(name, success, lower, upper, false, priorTokens(reading));
  }

  private static double priorTokens(Reading reading) {
    if (reading.features().hasImage()) {
      return reading.features().perception() ? PERCEPTION_TOKENS : PROSE_TOKENS / 2;
    }
    double chat = reading.task(Task.CHAT);
    return chat * CHAT_TOKENS + (1 - chat) * PROSE_TOKENS;
  }

  private static Estimate blend(Estimate learnt, Estimate prior, double support) {
    double rest = 1 - support;
    return new Estimate(
        learnt.model(),
        support * learnt.success() + rest * prior.success(),
        support * learnt.lower() + rest * prior.lower(),
        support * learnt.upper() + rest * prior.upper(),
        support >= 0.5,
        support * learnt.outputTokens() + rest * prior.outputTokens());
  }

  private Complexity complexity(Reading reading) {
    double overall = model.scale().asShare(reading.difficulty());
    double thought =
        reading.task(Task.MATH) + reading.task(Task.REASONING) + 0.8 * reading.task(Task.CODE);
    double length =
        Math.log1p((double) reading.features().characters()) / Math.log1p((double) LONG_CHARACTERS);
    return new Complexity(
        overall,
        Math.min(1, overall * Math.min(1, 0.2 + thought)),
        Math.min(1, overall * Math.min(1, 0.1 + reading.task(Task.KNOWLEDGE))),
        Math.min(1, length),
        reading.features().constraints());
  }

  private List<Contribution> contributions(Reading reading) {
    if (reading.features().hasImage()) {
      double odds = model.scale().quantile(0.5) - reading.difficulty();
      String name = reading.features().perception() ? "asks what is plainly seen" : "has a picture";
      return List.of(new Contribution(name, odds));
    }
    double[] by = model.difficulty().contributions(reading.row(), 0);
    List<Contribution> all = new ArrayList<>();
    for (int i = 0; i < by.length; i++) {
      if (Math.abs(by[i]) > 1e-3) {
        all.add(new Contribution(model.nameOf(i), -by[i]));
      }
    }
    all.sort(Comparator.comparingDouble((Contribution c) -> -Math.abs(c.weight())));
    return List.copyOf(all.subList(0, Math.min(SHOWN_CONTRIBUTIONS, all.size())));
  }
}
