package dev.signalbox.classifier.training;

import dev.signalbox.classifier.model.Cohort;
import dev.signalbox.classifier.model.Head;
import dev.signalbox.classifier.model.TreeEnsemble;
import dev.signalbox.classifier.model.Trial;
import dev.signalbox.classifier.model.Validation;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Second stage: success and output tokens of the models of one cohort, with all that is learnt by
 * cross-validation.
 */
final class CohortTrainer {
  static final TreeTrainer.Settings TOKENS =
      new TreeTrainer.Settings(80, 0.08, 12, 30, 0.3, 0.6, 2);
  private static final double DEFAULT_TOKENS = 300;

  /** Held-out rows that the file keeps for each cohort. */
  private static final int VALIDATION_ROWS = 2_000;

  private static final int VALIDATION_CELLS = 16_000;

  /**
   * A trained cohort, its out-of-fold trial and the validation curve (trees, mean squared error).
   */
  record Trained(Cohort cohort, Trial trial, List<double[]> curve) {}

  private final List<OutcomeRow> table;
  private final Pool pool;
  private final Rasch rasch;
  private final long seed;
  private final int trees;

  CohortTrainer(List<OutcomeRow> table, Pool pool, Rasch rasch, Trainer.Settings settings) {
    this.table = table;
    this.pool = pool;
    this.rasch = rasch;
    this.seed = settings.seed();
    this.trees = settings.trees();
  }

  /** {@code stage} and {@code fold} go by the cohort's rows. */
  Trained train(CohortRows rows, float[][] stage, float[][] latents, int[] fold, float[] domains) {
    double[][] score = scores(rows);
    double[][] tokens = tokens(rows);
    Binned binned = new Binned(stage);
    SuccessTrees.Fitted success =
        SuccessTrees.fit(
            binned, stage, SuccessTrees.targets(score, latents), score, fold, trees, seed);
    float[][] raw = success.unseen();
    float[][] logTokens = logs(tokens);
    float[][] rawTokens = new float[score.length][];
    IntStream.range(0, Folds.COUNT)
        .parallel()
        .forEach(
            f -> {
              TreeEnsemble length =
                  new TreeTrainer(binned, logTokens, TOKENS, seed + 100 + f)
                      .fit(Folds.without(fold, f));
              for (int i = 0; i < fold.length; i++) {
                if (fold[i] == f) {
                  rawTokens[i] = length.predict(stage[i]);
                }
              }
            });
    TreeEnsemble length =
        new TreeTrainer(binned, logTokens, TOKENS, seed + 150).fit(Folds.all(score.length));
    List<Head> heads = heads(rows, score, raw, tokens, rawTokens);
    Cohort cohort =
        new Cohort(
            heads,
            success.trees(),
            length,
            domains,
            validation(rows, heads, score, raw, tokens, rawTokens));
    return new Trained(cohort, trial(rows, heads, score, raw, tokens, rawTokens), success.curve());
  }

  /** A missing score stands at what ability and difficulty say. */
  private double[][] scores(CohortRows rows) {
    double[][] score = new double[rows.rows().length][rows.models().size()];
    for (int i = 0; i < score.length; i++) {
      OutcomeRow row = table.get(rows.rows()[i]);
      for (int m = 0; m < score[i].length; m++) {
        String model = rows.models().get(m);
        Double known = row.scores().get(model);
        score[i][m] =
            known != null
                ? known
                : dev.signalbox.classifier.model.Logistic.of(
                    rasch.ability(model) - rasch.difficulty(rows.rows()[i]));
      }
    }
    return score;
  }

  private double[][] tokens(CohortRows rows) {
    double[][] tokens = new double[rows.rows().length][rows.models().size()];
    for (int i = 0; i < tokens.length; i++) {
      OutcomeRow row = table.get(rows.rows()[i]);
      for (int m = 0; m < tokens[i].length; m++) {
        tokens[i][m] = outputTokens(row, rows.models().get(m));
      }
    }
    return tokens;
  }

  private double outputTokens(OutcomeRow row, String model) {
    Double known = row.outputTokens().get(model);
    if (known != null) {
      return Math.max(1, known);
    }
    Double cost = row.costUsd().get(model);
    Pool.Price price = pool.price(model).orElse(null);
    if (cost != null && price != null && price.output() > 0) {
      return Math.max(1, (cost * 1e6 - row.inputTokens() * price.input()) / price.output());
    }
    return DEFAULT_TOKENS;
  }

  private static float[][] logs(double[][] tokens) {
    float[][] logs = new float[tokens.length][];
    for (int i = 0; i < tokens.length; i++) {
      logs[i] = new float[tokens[i].length];
      for (int m = 0; m < logs[i].length; m++) {
        logs[i][m] = (float) Math.log1p(tokens[i][m]);
      }
    }
    return logs;
  }

  private List<Head> heads(
      CohortRows rows, double[][] score, float[][] raw, double[][] tokens, float[][] rawTokens) {
    List<Head> heads = new ArrayList<>();
    for (int m = 0; m < rows.models().size(); m++) {
      int column = m;
      String model = rows.models().get(m);
      double[] truth =
          IntStream.range(0, score.length).mapToDouble(i -> score[i][column]).toArray();
      double[] guess = IntStream.range(0, score.length).mapToDouble(i -> raw[i][column]).toArray();
      Platt platt = Platt.fit(guess, truth);
      double spent = 0;
      double expected = 0;
      int known = 0;
      for (int i = 0; i < score.length; i++) {
        spent += tokens[i][m];
        expected += Math.max(1, Math.expm1(rawTokens[i][m]));
        known += table.get(rows.rows()[i]).scores().containsKey(model) ? 1 : 0;
      }
      Pool.Price price = price(rows, model);
      heads.add(
          new Head(
              model,
              java.util.Arrays.stream(truth).average().orElse(0.5),
              platt.slope(),
              platt.offset(),
              platt.spread(),
              rasch.ability(model),
              known,
              spent / expected,
              price.input(),
              price.output()));
    }
    return heads;
  }

  /**
   * The pool's price; failing that, one price for all tokens that explains the costs seen; failing
   * that, unknown.
   */
  private Pool.Price price(CohortRows rows, String model) {
    Pool.Price stated = pool.price(model).orElse(null);
    if (stated != null) {
      return stated;
    }
    double cost = 0;
    double tokens = 0;
    for (int row : rows.rows()) {
      Double one = table.get(row).costUsd().get(model);
      if (one != null) {
        cost += one;
        tokens += table.get(row).inputTokens() + outputTokens(table.get(row), model);
      }
    }
    double all = tokens == 0 ? -1 : cost * 1e6 / tokens;
    return new Pool.Price(all, all);
  }

  /** Evenly spread rows, so that the file stays small. */
  private Validation validation(
      CohortRows rows,
      List<Head> heads,
      double[][] score,
      float[][] raw,
      double[][] tokens,
      float[][] rawTokens) {
    int n = Math.min(Math.min(VALIDATION_ROWS, VALIDATION_CELLS / heads.size()), score.length);
    int m = heads.size();
    float[] input = new float[n];
    float[] probability = new float[n * m];
    float[] seen = new float[n * m];
    float[] expected = new float[n * m];
    float[] spent = new float[n * m];
    for (int v = 0; v < n; v++) {
      int i = (int) ((long) v * score.length / n);
      input[v] = (float) table.get(rows.rows()[i]).inputTokens();
      for (int k = 0; k < m; k++) {
        Head head = heads.get(k);
        probability[v * m + k] = (float) head.calibrate(raw[i][k]);
        seen[v * m + k] = (float) score[i][k];
        expected[v * m + k] = (float) Math.max(1, Math.expm1(rawTokens[i][k]) * head.tokenFactor());
        spent[v * m + k] = (float) tokens[i][k];
      }
    }
    return new Validation(m, input, probability, seen, expected, spent);
  }

  private Trial trial(
      CohortRows rows,
      List<Head> heads,
      double[][] score,
      float[][] raw,
      double[][] tokens,
      float[][] rawTokens) {
    double[][] probability = new double[score.length][heads.size()];
    double[][] expected = new double[score.length][heads.size()];
    double[][] usd = new double[score.length][heads.size()];
    for (int i = 0; i < score.length; i++) {
      OutcomeRow row = table.get(rows.rows()[i]);
      for (int m = 0; m < heads.size(); m++) {
        Head head = heads.get(m);
        probability[i][m] = head.calibrate(raw[i][m]);
        double out = Math.max(1, Math.expm1(rawTokens[i][m]) * head.tokenFactor());
        expected[i][m] = Costs.usd(head, row.inputTokens(), out);
        Double paid = row.costUsd().get(head.model());
        usd[i][m] = paid != null ? paid : Costs.usd(head, row.inputTokens(), tokens[i][m]);
      }
    }
    return new Trial(rows.models(), probability, expected, score, usd);
  }
}
