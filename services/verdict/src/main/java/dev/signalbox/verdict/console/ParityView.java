package dev.signalbox.verdict.console;

import dev.signalbox.platform.money.Money;
import dev.signalbox.verdict.parity.NonInferior;
import dev.signalbox.verdict.parity.ParityReport;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The parity page: a report in words.
 *
 * @param margin as it reads, such as {@code 1 point}
 * @param offsets topics and how far each of their partitions is counted
 */
record ParityView(
    String margin,
    String confidence,
    String configHash,
    String method,
    List<String> offsets,
    List<Experiment> experiments) {
  private static final List<String> BANDS = List.of("easy", "medium", "hard", "unknown");

  /**
   * One experiment.
   *
   * @param saved such as {@code 71.2%}; a dash while nothing was measured
   * @param ledger what the ledger says of all requests; empty where it says nothing
   * @param proof what it cost to know
   */
  record Experiment(
      ParityReport.Experiment data,
      String judges,
      String saved,
      String savedInterval,
      String ledger,
      String proof,
      Line all,
      List<Table> tables,
      String ungraded,
      String feedback) {}

  /** Rows of one kind. */
  record Table(String title, List<Line> lines) {}

  /**
   * One row.
   *
   * @param answer yes, no or not yet
   * @param tone of its badge
   */
  record Line(
      String of,
      String pairs,
      String loss,
      String bounds,
      String scores,
      String answer,
      String tone) {
    /** Style of the answer where it is a figure. */
    public String figure() {
      return tone.equals("go") ? "gain" : tone.equals("stop") ? "loss" : "";
    }
  }

  static ParityView of(ParityReport report) {
    List<String> offsets = new ArrayList<>();
    report
        .offsets()
        .forEach(
            (topic, partitions) ->
                offsets.add(
                    topic
                        + " "
                        + partitions.entrySet().stream()
                            .map(each -> each.getKey() + ":" + each.getValue())
                            .collect(Collectors.joining(", "))));
    String margin = plain(BigDecimal.valueOf(report.marginPoints()));
    return new ParityView(
        margin.equals("1") ? "1 point" : margin + " points",
        plain(BigDecimal.valueOf(100 * (1 - report.alpha()))) + "%",
        report.configHash(),
        report.method(),
        offsets,
        report.experiments().stream().map(ParityView::experiment).toList());
  }

  public boolean isEmpty() {
    return experiments.isEmpty();
  }

  private static Experiment experiment(ParityReport.Experiment data) {
    ParityReport.Savings savings = data.savings();
    return new Experiment(
        data,
        data.judges().isEmpty() ? "nobody yet" : String.join(", ", data.judges()),
        saved(savings),
        savings.lower() == null || savings.upper() == null
            ? "too few pairs for an interval yet, or too unequal ones"
            : tenths(savings.lower()) + "% to " + tenths(savings.upper()) + "%",
        ledger(savings.ledger()),
        Display.usd(Money.ofNanoUsd(savings.proofNanoUsd().longValueExact())),
        line(data.all()),
        List.of(
            table("By task", data.byTask()),
            table("By complexity", byDifficulty(data.byComplexity())),
            table("By model", data.byModel())),
        ungraded(data.all().ungraded()),
        data.feedback() == null
            ? ""
            : Display.grouped(data.feedback().grades())
                + " grades by clients, "
                + tenths(data.feedback().points())
                + " points on average");
  }

  static String saved(ParityReport.Savings savings) {
    return savings.percent() == null ? "–" : tenths(savings.percent()) + "%";
  }

  private static List<ParityReport.Row> byDifficulty(List<ParityReport.Row> rows) {
    return rows.stream().sorted(Comparator.comparingInt(row -> BANDS.indexOf(row.of()))).toList();
  }

  private static Table table(String title, List<ParityReport.Row> rows) {
    return new Table(title, rows.stream().map(ParityView::line).toList());
  }

  static Line line(ParityReport.Row row) {
    boolean empty = row.lossPoints() == null;
    return new Line(
        row.of(),
        Display.grouped(row.pairs()),
        empty ? "–" : signed(row.lossPoints()),
        empty ? "–" : signed(row.lossLower()) + " to " + signed(row.lossUpper()),
        empty ? "–" : tenths(row.servedPoints()) + " against " + tenths(row.referencePoints()),
        row.nonInferior().word().replace('_', ' '),
        tone(row.nonInferior()));
  }

  private static String tone(NonInferior answer) {
    return switch (answer) {
      case YES -> "go";
      case NO -> "stop";
      case NOT_YET -> "plain";
    };
  }

  private static String ungraded(Map<String, Long> ungraded) {
    return ungraded.entrySet().stream()
        .map(each -> Display.grouped(each.getValue()) + " " + each.getKey().replace('_', ' '))
        .collect(Collectors.joining(", "));
  }

  private static String ledger(ParityReport.@Nullable LedgerTotal total) {
    return total == null
        ? ""
        : "The ledger has "
            + Display.grouped(total.requests())
            + " requests of this route: "
            + Display.usd(Money.ofNanoUsd(total.savedNanoUsd()))
            + " saved"
            + (total.percent() == null ? "" : " (" + tenths(total.percent()) + "%)")
            + ", if the reference wrote as much.";
  }

  private static String signed(@Nullable BigDecimal points) {
    return points == null ? "–" : tenths(points);
  }

  private static String tenths(@Nullable BigDecimal points) {
    return points == null
        ? "–"
        : points.setScale(1, RoundingMode.HALF_EVEN).toPlainString().replace('-', '−');
  }

  private static String plain(BigDecimal number) {
    return number.setScale(4, RoundingMode.HALF_EVEN).stripTrailingZeros().toPlainString();
  }
}
