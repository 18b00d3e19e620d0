package dev.signalbox.classifier.training;

import dev.signalbox.classifier.model.Cohort;
import dev.signalbox.classifier.model.CurveFit;
import dev.signalbox.classifier.model.Head;
import dev.signalbox.classifier.model.Mode;
import dev.signalbox.classifier.model.OperatingCurve;
import dev.signalbox.classifier.model.Trial;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Trains on one part of the outcomes and judges on the other, for several seeds. */
@Command(
    name = "route-eval",
    mixinStandardHelpOptions = true,
    description = "Trains and judges on held-out rows, for several seeds.")
public final class RouteEval implements Callable<Integer> {
  @Parameters(arity = "1..*", description = "Outcome files: JSON lines, gzipped or not.")
  private List<Path> outcomes = List.of();

  @Option(
      names = "--also",
      description = "Further outcome files that are learnt from in every split and never judged.")
  private List<Path> also = List.of();

  @Option(names = "--pool", required = true, description = "A pool file or comma-separated models.")
  private String pool = "";

  @Option(names = "--seeds", defaultValue = "5", description = "Splits to try.")
  private int seeds = 5;

  @Option(names = "--held-out", defaultValue = "0.3", description = "Share of rows, or of labels.")
  private double heldOut = 0.3;

  @Option(names = "--by-label", description = "Hold out whole categories: unseen subjects.")
  private boolean byLabel;

  @Option(names = "--curve", description = "Print the cost-accuracy curve of each seed.")
  private boolean curve;

  private static final int MOST_PAIRS = 700;

  private final Map<String, List<Double>> figures = new LinkedHashMap<>();

  public static void main(String[] arguments) {
    System.exit(Commands.run(new RouteEval(), arguments));
  }

  @Override
  public Integer call() throws IOException {
    List<Path> files = new ArrayList<>(outcomes);
    files.addAll(also);
    List<OutcomeRow> all = Outcomes.read(files).stream().filter(row -> !row.excluded()).toList();
    List<OutcomeRow> rows = all.stream().filter(row -> row.table() < outcomes.size()).toList();
    List<OutcomeRow> more = all.stream().filter(row -> row.table() >= outcomes.size()).toList();
    Pool models = Pool.of(pool);
    for (int seed = 0; seed < seeds; seed++) {
      System.out.printf(Locale.ROOT, "%nseed %d%n", seed);
      judge(rows, more, models, seed);
    }
    System.out.printf(Locale.ROOT, "%nmean over %d seeds (least to most)%n", seeds);
    figures.forEach(
        (name, values) ->
            System.out.printf(
                Locale.ROOT,
                "  %-34s %8.4f  (%.4f to %.4f)%n",
                name,
                values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN),
                Collections.min(values),
                Collections.max(values)));
    return 0;
  }

  private void judge(List<OutcomeRow> rows, List<OutcomeRow> more, Pool models, long seed)
      throws IOException {
    List<OutcomeRow> train = new ArrayList<>();
    List<OutcomeRow> test = new ArrayList<>();
    split(rows, seed, train, test);
    train.addAll(more);
    Trainer.Settings settings = Trainer.Settings.DEFAULT.withSeed(seed);
    Trainer.Result result = new Trainer(settings, text -> {}).train(train, models);
    Trial trial = trial(result, test);
    int best = trial.best();
    int cheap = trial.cheapest();
    Trial.Point reference = trial.always(best);
    show(trial, "always " + trial.models().get(best), reference, reference);
    show(trial, "always " + trial.models().get(cheap), trial.always(cheap), reference);
    Random random = new Random(seed);
    show(trial, "random", trial.point(i -> random.nextInt(trial.models().size())), reference);
    show(trial, "oracle", trial.point(i -> oracle(trial, i)), reference);
    for (Mode mode : Mode.values()) {
      routed(trial, mode.code(), result.model().operating().weight(mode), reference, seed);
    }
    routed(trial, "equal quality", result.model().operating().weight(0.0), reference, seed);
    gap(trial, cheap, best);
    robustness(result, test, seed);
    if (curve) {
      for (CurveFit.Step step : CurveFit.steps(trial)) {
        System.out.printf(
            Locale.ROOT, "    curve %.5f %.4f %.8f%n", step.weight(), step.quality(), step.usd());
      }
    }
  }

  private void split(
      List<OutcomeRow> rows, long seed, List<OutcomeRow> train, List<OutcomeRow> test) {
    List<Object> units = new ArrayList<>();
    if (byLabel) {
      units.addAll(rows.stream().map(OutcomeRow::label).distinct().sorted().toList());
    } else {
      for (int i = 0; i < rows.size(); i++) {
        units.add(i);
      }
    }
    Collections.shuffle(units, new Random(1000 + seed));
    var held = new java.util.HashSet<>(units.subList(0, (int) (heldOut * units.size())));
    for (int i = 0; i < rows.size(); i++) {
      Object unit = byLabel ? rows.get(i).label() : Integer.valueOf(i);
      (held.contains(unit) ? test : train).add(rows.get(i));
    }
  }

  /** Rows that every model of the first cohort answered. */
  static Trial trial(Trainer.Result result, List<OutcomeRow> test) {
    Cohort cohort = result.model().cohorts().get(0);
    List<String> names = cohort.heads().stream().map(Head::model).toList();
    Predictor predictor = new Predictor(result.model());
    int[] place = names.stream().mapToInt(predictor.models()::indexOf).toArray();
    List<OutcomeRow> rows =
        test.stream().filter(row -> row.scores().keySet().containsAll(names)).toList();
    if (rows.isEmpty()) {
      throw new IllegalArgumentException(
          "no held-out row has graded answers of all of " + String.join(", ", names));
    }
    int n = rows.size();
    double[][] probability = new double[n][names.size()];
    double[][] expected = new double[n][names.size()];
    double[][] score = new double[n][names.size()];
    double[][] usd = new double[n][names.size()];
    for (int i = 0; i < n; i++) {
      OutcomeRow row = rows.get(i);
      Predictor.Prediction prediction = predictor.predict(row.prompt(), row.hasImage());
      for (int m = 0; m < names.size(); m++) {
        probability[i][m] = prediction.probability()[place[m]];
        expected[i][m] = prediction.usd()[place[m]];
        score[i][m] = row.scores().getOrDefault(names.get(m), 0.0);
        Double paid = row.costUsd().get(names.get(m));
        double tokens = row.outputTokens().getOrDefault(names.get(m), 300.0);
        usd[i][m] =
            paid != null ? paid : Costs.usd(cohort.heads().get(m), row.inputTokens(), tokens);
      }
    }
    return new Trial(names, probability, expected, score, usd);
  }

  /** The cheapest of the best answers. */
  private static int oracle(Trial trial, int row) {
    int best = 0;
    for (int m = 1; m < trial.models().size(); m++) {
      double gain = trial.score()[row][m] - trial.score()[row][best];
      boolean cheaper = trial.usd()[row][m] < trial.usd()[row][best];
      if (gain > 0 || (gain == 0 && cheaper)) {
        best = m;
      }
    }
    return best;
  }

  private void routed(Trial trial, String name, double weight, Trial.Point reference, long seed) {
    Trial.Choice choice =
        i -> OperatingCurve.choose(weight, trial.probability()[i], trial.expectedUsd()[i]);
    show(trial, name, trial.point(choice), reference);
    double[] routed = new double[trial.rows()];
    double[] full = new double[trial.rows()];
    for (int i = 0; i < routed.length; i++) {
      routed[i] = trial.usd()[i][choice.of(i)];
      full[i] = trial.usd()[i][trial.best()];
    }
    double least = RouterMetrics.savingLowerBound(routed, full, seed);
    note(name + " saving, 95% at least", least);
    if (!Double.isNaN(least)) {
      System.out.printf(Locale.ROOT, "  %-44s at least %.1f%% (one-sided 95%%)%n", "", 100 * least);
    }
  }

  /** Share of pairs, original and noisy, that are decided the same in each mode. */
  private void robustness(Trainer.Result result, List<OutcomeRow> test, long seed) {
    Predictor predictor = new Predictor(result.model());
    Noise noise = new Noise(seed);
    double all = 0;
    for (Noise.Kind kind : Noise.Kind.values()) {
      int same = 0;
      int pairs = 0;
      for (OutcomeRow row : test.subList(0, Math.min(MOST_PAIRS, test.size()))) {
        Predictor.Prediction plain = predictor.predict(row.prompt(), row.hasImage());
        Predictor.Prediction noisy =
            predictor.predict(noise.apply(kind, row.prompt()), row.hasImage());
        for (Mode mode : Mode.values()) {
          pairs++;
          same += predictor.choose(mode, plain) == predictor.choose(mode, noisy) ? 1 : 0;
        }
      }
      note("same decision under " + kind.name().toLowerCase(Locale.ROOT), (double) same / pairs);
      all += (double) same / pairs / Noise.Kind.values().length;
    }
    note("same decision under any", all);
    System.out.printf(Locale.ROOT, "  same decision under noise %.4f%n", all);
  }

  private void gap(Trial trial, int weak, int strong) {
    if (weak == strong) {
      System.out.println("  no APGR: the cheapest model is the best one");
      return;
    }
    double[] gain = new double[trial.rows()];
    double[] low = new double[trial.rows()];
    double[] high = new double[trial.rows()];
    for (int i = 0; i < gain.length; i++) {
      gain[i] = trial.probability()[i][strong] - trial.probability()[i][weak];
      low[i] = trial.score()[i][weak];
      high[i] = trial.score()[i][strong];
    }
    RouterMetrics metrics = RouterMetrics.of(gain, low, high);
    if (Double.isNaN(metrics.apgr())) {
      System.out.printf(
          "  no APGR: %s is not better than %s%n",
          trial.models().get(strong), trial.models().get(weak));
      return;
    }
    note("APGR", metrics.apgr());
    note("CPT50 %", metrics.cpt50());
    note("CPT80 %", metrics.cpt80());
    System.out.printf(
        Locale.ROOT,
        "  %s against %s: APGR %.4f, CPT50 %.1f%%, CPT80 %.1f%%%n",
        trial.models().get(weak),
        trial.models().get(strong),
        metrics.apgr(),
        metrics.cpt50(),
        metrics.cpt80());
  }

  private void show(Trial trial, String name, Trial.Point point, Trial.Point reference) {
    double points = 100 * (point.quality() - reference.quality());
    double saving = 1 - point.usd() / reference.usd();
    System.out.printf(
        Locale.ROOT,
        "  %-44s accuracy %.4f (%+.2f points)  $%.6f a request  saving %s%n",
        name,
        point.quality(),
        points,
        point.usd(),
        Double.isNaN(saving)
            ? "unknown without prices"
            : String.format(Locale.ROOT, "%.1f%%", 100 * saving));
    if (trial.models().stream().noneMatch(model -> name.equals("always " + model))) {
      note(name + " points", points);
      note(name + " saving", saving);
    }
  }

  /** What is unknown for a seed, as savings without prices are, is left out of the means. */
  private void note(String name, double value) {
    if (!Double.isNaN(value)) {
      figures.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
    }
  }
}
