package dev.signalbox.classifier.model;

import dev.signalbox.classifier.features.CheapFeatures;
import dev.signalbox.classifier.features.PromptFeatures;
import dev.signalbox.classifier.features.Spelling;
import java.util.List;
import java.util.Optional;

/**
 * A trained model: one reader of text, one estimate of difficulty on the common scale, and a cohort
 * for each group of models that were graded together.
 *
 * @param version stable for one file
 * @param bits log2 of the hash buckets
 * @param spelling the words that training knew
 * @param labels what the reader's first outputs recognise
 * @param reader first stage
 * @param memory of the questions that training saw
 * @param difficulty second stage for the difficulty: one output
 * @param scale of difficulties and abilities
 * @param cohorts the models with outcomes
 * @param stated models of the pool without outcomes
 * @param operating curve of the first cohort at its own prices
 */
public record RoutingModel(
    String version,
    int bits,
    Spelling spelling,
    List<Label> labels,
    TextReader reader,
    QuestionMemory memory,
    TreeEnsemble difficulty,
    DifficultyScale scale,
    List<Cohort> cohorts,
    List<Stated> stated,
    OperatingCurve operating) {

  public RoutingModel {
    labels = List.copyOf(labels);
    cohorts = List.copyOf(cohorts);
    stated = List.copyOf(stated);
    int width = CheapFeatures.count() + reader.outputs() + 1 + memory.width();
    if (reader.bits() != bits || reader.mean().length != CheapFeatures.broadCount()) {
      throw new IllegalArgumentException("the model was trained with other features");
    }
    if (reader.outputs() < labels.size() || difficulty.outputs() != 1) {
      throw new IllegalArgumentException("the model's outputs do not fit its labels");
    }
    difficulty.check(width);
    for (Cohort cohort : cohorts) {
      cohort.success().check(width);
      cohort.tokens().check(width);
      boolean fits =
          cohort.success().outputs() == cohort.heads().size()
              && cohort.tokens().outputs() == cohort.heads().size()
              && cohort.domains().length == labels.size();
      if (!fits) {
        throw new IllegalArgumentException("a cohort's outputs do not fit its models");
      }
    }
  }

  /** The second stage's input. */
  public float[] row(PromptFeatures features) {
    return join(features, reader.read(features), memory.recall(features.shingles()));
  }

  /**
   * Cheap features, then the readings, then whether a picture comes with the request, then what is
   * remembered.
   */
  public static float[] join(PromptFeatures features, float[] readings, float[] recalled) {
    float[] dense = features.dense();
    int picture = dense.length + readings.length;
    float[] row = new float[picture + 1 + recalled.length];
    System.arraycopy(dense, 0, row, 0, dense.length);
    System.arraycopy(readings, 0, row, dense.length, readings.length);
    row[picture] = features.hasImage() ? 1 : 0;
    System.arraycopy(recalled, 0, row, picture + 1, recalled.length);
    return row;
  }

  /** Probability of each label, from the readings in a second-stage row. */
  public double[] labelProbabilities(float[] row) {
    double[] p = new double[labels.size()];
    double sum = 0;
    for (int i = 0; i < p.length; i++) {
      double reading = Math.max(0, row[CheapFeatures.count() + i]);
      p[i] = reading * reading + 1e-4;
      sum += p[i];
    }
    for (int i = 0; i < p.length; i++) {
      p[i] /= sum;
    }
    return p;
  }

  /** A model with outcomes, and its cohort. */
  public record Graded(Cohort cohort, int index) {
    public Head head() {
      return cohort.heads().get(index);
    }
  }

  /** Every cohort that graded this model. */
  public List<Graded> graded(String model) {
    return cohorts.stream()
        .flatMap(
            cohort -> {
              int at = cohort.indexOf(model);
              return at < 0
                  ? Optional.<Graded>empty().stream()
                  : Optional.of(new Graded(cohort, at)).stream();
            })
        .toList();
  }

  /** Name of a place in a second-stage row, fit to be shown. */
  public String nameOf(int place) {
    int reading = place - CheapFeatures.count();
    if (reading < 0) {
      return CheapFeatures.featureNames().get(place);
    }
    if (reading == reader.outputs()) {
      return "comes with a picture";
    }
    if (reading > reader.outputs()) {
      return memory.nameOf(reading - reader.outputs() - 1);
    }
    return reading < labels.size()
        ? "looks like " + labels.get(reading).name()
        : "wording (" + (reading - labels.size() + 1) + ")";
  }
}
