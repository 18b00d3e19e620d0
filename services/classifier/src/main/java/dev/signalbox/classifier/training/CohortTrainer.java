package dev.signalbox.classifier.training;

import dev.signalbox.classifier.model.Cohort;
import dev.signalbox.classifier.model.Head;
import dev.signalbox.classifier.model.TreeEnsemble;
import dev.signalbox.classifier.model.Trial;
import dev.signalbox.classifier.model.Validation;
import java.util.ArrayList;
import java.util.Arrays;
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

  /** Rounds over missing scores end when their first values count for less than this. */
  private static final double SMALL_DOUBT = 0.1;

  private static final int MOST_ROUNDS = 5;

  /** With so many rows that every model answered, operating points look at no others. */
  private static final int ENOUGH_COMPLETE = 200;

  /**
   * A trained cohort, its out-of-fold trial and the validation curve (trees, mean squared error).
   */
  record Trained(Cohort cohort, Trial trial, List<double[]> curve) {}

  private final List<OutcomeRow> table;
  private final Pool pool;
  private final Rasch rasch;
  private final long seed;
  private final int trees;
  private final int remembered;

  /**
   * @param remembered how many numbers of a row, from the last, are the memory's
   */
  CohortTrainer(
      List<OutcomeRow> table, Pool pool, Rasch rasch, Trainer.Settings settings, int remembered) {
    this.table = table;
    this.pool = pool;
    this.rasch = rasch;
    this.seed = settings.seed();
    this.trees = settings.trees();
    this.remembered = remembered;
  }

  /** {@code stage} and {@code fold} go by the cohort's rows. */
  Trained train(CohortRows rows, float[][] stage, float[][] latents, int[] fold, float[] domains) {
    double[][] score = scores(rows);
    double[][] tokens = tokens(rows);
    Binned binned = new Binned(stage);
    SuccessTrees.Fitted success = success(rows, binned, stage, score, latents, fold);
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

  /**
   * Fits as often as it takes for what is seen of a model to outweigh what ability and difficulty
   * said of its missing scores, which stand at the last fit's word in {@code score} from then on.
   */
  private SuccessTrees.Fitted success(
      CohortRows rows,
      Binned binned,
      float[][] stage,
      double[][] score,
      float[][] latents,
      int[] fold) {
    boolean[][] missing = new boolean[score.length][rows.models().size()];
    double gaps = 0;
    for (int i = 0; i < missing.length; i++) {
      for (int m = 0; m < missing[i].length; m++) {
        OutcomeRow row = table.get(rows.rows()[i]);
        missing[i][m] = !row.scores().containsKey(rows.models().get(m));
        gaps += missing[i][m] ? 1.0 / missing.length / missing[i].length : 0;
      }
    }
    for (double doubt = gaps, round = 1; ; doubt *= gaps, round++) {
      SuccessTrees.Fitted fitted =
          SuccessTrees.fit(
              binned,
              stage,
              SuccessTrees.targets(score, latents),
              score,
              fold,
              trees,
              remembered,
              seed);
      if (doubt < SMALL_DOUBT || round == MOST_ROUNDS) {
        return fitted;
      }
      for (int i = 0; i < missing.length; i++) {
        for (int m = 0; m < missing[i].length; m++) {
          if (missing[i][m]) {
            score[i][m] = Math.max(0, Math.min(1, fitted.unseen()[i][m]));
          }
        }
      }
    }
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
      int[] graded =
          IntStream.range(0, score.length)
              .filter(i -> table.get(rows.rows()[i]).scores().containsKey(model))
              .toArray();
      double[] truth = Arrays.stream(graded).mapToDouble(i -> score[i][column]).toArray();
      double[] guess = Arrays.stream(graded).mapToDouble(i -> raw[i][column]).toArray();
      Platt platt = Platt.fit(guess, truth);
      double spent = 0;
      double expected = 0;
      for (int i = 0; i < score.length; i++) {
        spent += tokens[i][m];
        expected += Math.max(1, Math.expm1(rawTokens[i][m]));
      }
      Pool.Price price = price(rows, model);
      heads.add(
          new Head(
              model,
              Arrays.stream(truth).average().orElse(0.5),
              platt.slope(),
              platt.offset(),
              platt.spread(),
              rasch.ability(model),
              graded.length,
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
    int[] judged = judged(rows);
    int n = Math.min(Math.min(VALIDATION_ROWS, VALIDATION_CELLS / heads.size()), judged.length);
    int m = heads.size();
    float[] input = new float[n];
    float[] probability = new float[n * m];
    float[] seen = new float[n * m];
    float[] expected = new float[n * m];
    float[] spent = new float[n * m];
    for (int v = 0; v < n; v++) {
      int i = judged[(int) ((long) v * judged.length / n)];
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

  /**
   * Places of the rows that every model answered; of all rows where those are few: a missing score
   * stands at what ability and difficulty say.
   */
  private int[] judged(CohortRows rows) {
    int[] complete =
        IntStream.range(0, rows.rows().length)
            .filter(i -> table.get(rows.rows()[i]).scores().keySet().containsAll(rows.models()))
            .toArray();
    return complete.length >= ENOUGH_COMPLETE
        ? complete
        : IntStream.range(0, rows.rows().length).toArray();
  }

  private Trial trial(
      CohortRows rows,
      List<Head> heads,
      double[][] score,
      float[][] raw,
      double[][] tokens,
      float[][] rawTokens) {
    int[] judged = judged(rows);
    double[][] probability = new double[judged.length][heads.size()];
    double[][] expected = new double[judged.length][heads.size()];
    double[][] seen = new double[judged.length][];
    double[][] usd = new double[judged.length][heads.size()];
    for (int j = 0; j < judged.length; j++) {
      int i = judged[j];
      OutcomeRow row = table.get(rows.rows()[i]);
      seen[j] = score[i];
      for (int m = 0; m < heads.size(); m++) {
        Head head = heads.get(m);
        probability[j][m] = head.calibrate(raw[i][m]);
        double out = Math.max(1, Math.expm1(rawTokens[i][m]) * head.tokenFactor());
        expected[j][m] = Costs.usd(head, row.inputTokens(), out);
        Double paid = row.costUsd().get(head.model());
        usd[j][m] = paid != null ? paid : Costs.usd(head, row.inputTokens(), tokens[i][m]);
      }
    }
    return new Trial(rows.models(), probability, expected, seen, usd);
  }
}
