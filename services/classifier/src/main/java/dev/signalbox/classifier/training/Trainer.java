package dev.signalbox.classifier.training;

import dev.signalbox.classifier.features.FeatureExtractor;
import dev.signalbox.classifier.features.Prompt;
import dev.signalbox.classifier.features.PromptFeatures;
import dev.signalbox.classifier.features.Spelling;
import dev.signalbox.classifier.model.CurveFit;
import dev.signalbox.classifier.model.DifficultyScale;
import dev.signalbox.classifier.model.ModelFile;
import dev.signalbox.classifier.model.OperatingCurve;
import dev.signalbox.classifier.model.QuestionMemory;
import dev.signalbox.classifier.model.RoutingModel;
import dev.signalbox.classifier.model.TextReader;
import dev.signalbox.classifier.model.TreeEnsemble;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Trains a whole model: reader, difficulty, then each cohort. Out-of-fold readings feed the second
 * stage.
 */
public final class Trainer {
  /**
   * How to train.
   *
   * @param trees of each cohort's forest; fewer make a smaller file
   * @param remember whether near copies of the questions are to be known again, which takes some
   *     150 bytes of the file for each
   */
  public record Settings(
      int bits, double penalty, int labels, int trees, boolean remember, long seed) {
    public static final Settings DEFAULT = new Settings(17, 1.5, 48, 160, true, 7);

    public Settings withSeed(long other) {
      return new Settings(bits, penalty, labels, trees, remember, other);
    }
  }

  /** A model as it will be read from its file, and what was learnt about it on the way. */
  public record Result(RoutingModel model, byte[] file, String report) {}

  private static final TreeTrainer.Settings DIFFICULTY =
      new TreeTrainer.Settings(90, 0.08, 12, 8, 0.3, 0.6, 1);
  private static final int QUANTILES = 41;

  private final Settings settings;
  private final Consumer<String> progress;

  public Trainer(Settings settings, Consumer<String> progress) {
    this.settings = settings;
    this.progress = progress;
  }

  /** Throws {@link IllegalArgumentException} when no model of the pool has enough outcomes. */
  public Result train(List<OutcomeRow> table, Pool pool) throws IOException {
    List<CohortRows> cohorts = CohortRows.split(table, pool.models());
    if (cohorts.isEmpty()) {
      throw new IllegalArgumentException(CohortRows.tooFew(table, pool.models()));
    }
    List<Seeds.Seed> seeds = Seeds.load();
    progress.accept("reading " + table.size() + " prompts");
    List<Prompt> prompts = new ArrayList<>();
    table.forEach(row -> prompts.add(Prompt.of(row.prompt(), row.hasImage())));
    seeds.forEach(seed -> prompts.add(Prompt.of(seed.prompt(), false)));
    Spelling spelling = Vocabulary.of(prompts);
    FeatureExtractor extractor = new FeatureExtractor(settings.bits(), spelling);
    List<PromptFeatures> features = prompts.parallelStream().map(extractor::extract).toList();
    Rasch rasch = Rasch.fit(table);
    DifficultyScale loose = scale(table, rasch, 1);
    float[] difficulty = difficulties(table, seeds, rasch, loose);
    LabelSet labels = new LabelSet(table, seeds, settings.labels());
    List<float[][]> latents = new ArrayList<>();
    float[][] targets = readings(table, seeds, labels, difficulty, cohorts, latents);
    QuestionMemory memory =
        settings.remember() ? Memories.of(table, features, rasch, cohorts) : QuestionMemory.EMPTY;
    progress.accept("remembering " + memory.questions() + " questions");
    int[] fold = Folds.of(features.size(), settings.seed());
    progress.accept(
        "fitting the reader: " + targets[0].length + " outputs, " + Folds.COUNT + " folds");
    TextReader[] readers = fitReaders(features, targets, fold);
    TextReader reader = readers[Folds.COUNT];
    float[][] stage = new float[features.size()][];
    IntStream.range(0, stage.length)
        .parallel()
        .forEach(
            i ->
                stage[i] =
                    RoutingModel.join(
                        features.get(i),
                        readers[fold[i]].read(features.get(i)),
                        memory.recall(features.get(i).shingles(), i)));
    progress.accept("fitting the difficulty");
    float[][] column = column(difficulty);
    Binned binned = new Binned(stage);
    TreeEnsemble hard =
        new TreeTrainer(binned, column, DIFFICULTY, settings.seed()).fit(Folds.all(stage.length));
    DifficultyScale scale = scale(table, rasch, residual(binned, column, stage, fold));
    CohortTrainer trainer = new CohortTrainer(table, pool, rasch, settings, memory.width());
    List<CohortTrainer.Trained> trained = new ArrayList<>();
    for (int c = 0; c < cohorts.size(); c++) {
      CohortRows rows = cohorts.get(c);
      progress.accept(
          "fitting " + rows.models().size() + " models on " + rows.rows().length + " prompts");
      trained.add(
          trainer.train(
              rows,
              pick(stage, rows.rows()),
              latents.get(c),
              Arrays.stream(rows.rows()).map(r -> fold[r]).toArray(),
              domains(table, labels, rows)));
    }
    OperatingCurve operating = CurveFit.of(trained.get(0).trial());
    RoutingModel model =
        new RoutingModel(
            "unsaved",
            settings.bits(),
            spelling,
            labels.labels(),
            reader,
            memory,
            hard,
            scale,
            trained.stream().map(CohortTrainer.Trained::cohort).toList(),
            Priors.of(pool, cohorts, rasch, scale),
            operating);
    byte[] file = ModelFile.toBytes(model);
    RoutingModel saved = ModelFile.read(new ByteArrayInputStream(file));
    return new Result(saved, file, TrainingReport.of(saved, trained, file.length));
  }

  private static DifficultyScale scale(List<OutcomeRow> table, Rasch rasch, double spread) {
    double[] sorted =
        IntStream.range(0, table.size()).mapToDouble(rasch::difficulty).sorted().toArray();
    float[] quantiles = new float[QUANTILES];
    for (int q = 0; q < QUANTILES; q++) {
      quantiles[q] = (float) sorted[(int) ((long) q * (sorted.length - 1) / (QUANTILES - 1))];
    }
    return new DifficultyScale(quantiles, spread);
  }

  private static float[] difficulties(
      List<OutcomeRow> table, List<Seeds.Seed> seeds, Rasch rasch, DifficultyScale scale) {
    float[] difficulty = new float[table.size() + seeds.size()];
    for (int i = 0; i < table.size(); i++) {
      difficulty[i] = (float) rasch.difficulty(i);
    }
    for (int s = 0; s < seeds.size(); s++) {
      difficulty[table.size() + s] = (float) (scale.quantile(0.5) + seeds.get(s).offset());
    }
    return difficulty;
  }

  /**
   * What the reader learns: labels, difficulty, then each cohort's latents (missing outside the
   * cohort).
   */
  private static float[][] readings(
      List<OutcomeRow> table,
      List<Seeds.Seed> seeds,
      LabelSet labels,
      float[] difficulty,
      List<CohortRows> cohorts,
      List<float[][]> latents) {
    for (CohortRows cohort : cohorts) {
      latents.add(
          Latents.of(Arrays.stream(cohort.rows()).mapToObj(table::get).toList(), cohort.graders()));
    }
    int classes = labels.labels().size();
    int width = classes + 1 + latents.stream().mapToInt(l -> l[0].length).sum();
    float[][] targets = new float[table.size() + seeds.size()][width];
    for (int i = 0; i < targets.length; i++) {
      Arrays.fill(targets[i], classes + 1, width, Float.NaN);
      int place =
          i < table.size() ? labels.place(table.get(i)) : labels.place(seeds.get(i - table.size()));
      if (place >= 0) {
        targets[i][place] = 1;
      }
      targets[i][classes] = difficulty[i];
    }
    int at = classes + 1;
    for (int c = 0; c < cohorts.size(); c++) {
      float[][] latent = latents.get(c);
      int[] rows = cohorts.get(c).rows();
      for (int r = 0; r < rows.length; r++) {
        System.arraycopy(latent[r], 0, targets[rows[r]], at, latent[r].length);
      }
      at += latent[0].length;
    }
    return targets;
  }

  /** One reader without each fold, then the one of all rows. */
  private TextReader[] fitReaders(List<PromptFeatures> features, float[][] targets, int[] fold) {
    RidgeTrainer trainer =
        new RidgeTrainer(
            settings.bits(),
            RidgeTrainer.marks(settings.bits(), features),
            (float) settings.penalty());
    return IntStream.rangeClosed(0, Folds.COUNT)
        .parallel()
        .mapToObj(f -> trainer.fit(features, targets, Folds.without(fold, f)))
        .toArray(TextReader[]::new);
  }

  private static float[][] column(float[] values) {
    float[][] column = new float[values.length][1];
    for (int i = 0; i < values.length; i++) {
      column[i][0] = values[i];
    }
    return column;
  }

  /** Standard deviation of the difficulty about its prediction, on a fold left out. */
  private double residual(Binned binned, float[][] column, float[][] stage, int[] fold) {
    TreeEnsemble trees =
        new TreeTrainer(binned, column, DIFFICULTY, settings.seed()).fit(Folds.without(fold, 0));
    double squares = 0;
    int n = 0;
    for (int i = 0; i < fold.length; i++) {
      if (fold[i] == 0) {
        double gap = trees.predict(stage[i])[0] - column[i][0];
        squares += gap * gap;
        n++;
      }
    }
    return Math.sqrt(squares / Math.max(1, n));
  }

  private static float[][] pick(float[][] all, int[] rows) {
    return Arrays.stream(rows).mapToObj(r -> all[r]).toArray(float[][]::new);
  }

  private static float[] domains(List<OutcomeRow> table, LabelSet labels, CohortRows rows) {
    float[] inside = new float[labels.labels().size()];
    float[] total = new float[inside.length];
    for (OutcomeRow row : table) {
      int place = labels.place(row);
      if (place >= 0) {
        total[place]++;
      }
    }
    for (int r : rows.rows()) {
      int place = labels.place(table.get(r));
      if (place >= 0) {
        inside[place]++;
      }
    }
    for (int l = 0; l < inside.length; l++) {
      inside[l] = total[l] == 0 ? 0 : inside[l] / total[l];
    }
    return inside;
  }
}
