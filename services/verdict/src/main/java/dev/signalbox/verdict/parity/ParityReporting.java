package dev.signalbox.verdict.parity;

import dev.signalbox.verdict.stats.Interval;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Counts and rules → report. Pure. */
final class ParityReporting {
  private static final int DECIMALS = 4;
  private static final double POINTS = 100;
  private static final double MILLION = 1e6;

  private final ParityRules rules;

  ParityReporting(ParityRules rules) {
    this.rules = rules;
  }

  ParityReport report(ParityCounts counts) {
    Map<String, Map<Integer, Long>> offsets = new TreeMap<>();
    for (ParityCounts.Position position : counts.positions()) {
      offsets
          .computeIfAbsent(position.topic(), topic -> new TreeMap<>())
          .put(position.partition(), position.next());
    }
    Map<ParityCell.Key, List<ParityCell>> byKey = new TreeMap<>();
    for (ParityCell cell : counts.cells()) {
      byKey.computeIfAbsent(cell.key(), key -> new ArrayList<>()).add(cell);
    }
    List<ParityReport.Experiment> experiments = new ArrayList<>();
    byKey.forEach((key, cells) -> experiments.add(experiment(key, cells, counts)));
    return new ParityReport(
        ParityRules.METHOD,
        rules.alpha(),
        rules.marginPoints(),
        rules.hash(),
        offsets,
        experiments);
  }

  private ParityReport.Experiment experiment(
      ParityCell.Key key, List<ParityCell> cells, ParityCounts counts) {
    TreeSet<String> judges = new TreeSet<>();
    ParityTally all = new ParityTally();
    for (ParityCell cell : cells) {
      all.add(cell);
      if (!cell.judge().isEmpty()) {
        judges.add(cell.judge());
      }
    }
    return new ParityReport.Experiment(
        key.route(),
        key.simulated(),
        key.seed(),
        key.rubric(),
        key.reference(),
        List.copyOf(judges),
        savings(key, all, counts.ledger()),
        row("all", all),
        rows(cells, ParityCell::task),
        rows(cells, ParityCell::band),
        rows(cells, ParityCell::model),
        feedback(key, counts.feedback()));
  }

  private List<ParityReport.Row> rows(
      List<ParityCell> cells, Function<ParityCell, String> dimension) {
    Map<String, ParityTally> tallies = new TreeMap<>();
    for (ParityCell cell : cells) {
      tallies.computeIfAbsent(dimension.apply(cell), of -> new ParityTally()).add(cell);
    }
    List<ParityReport.Row> rows = new ArrayList<>();
    tallies.forEach((of, tally) -> rows.add(row(of, tally)));
    return rows;
  }

  private ParityReport.Row row(String of, ParityTally tally) {
    boolean empty = tally.pairs() == 0;
    Interval loss = tally.loss(rules.alpha());
    return new ParityReport.Row(
        of,
        tally.pairs(),
        tally.ungraded(),
        tally.differing(),
        empty ? null : points(tally.served()),
        empty ? null : points(tally.reference()),
        empty ? null : points(tally.reference() - tally.served()),
        empty ? null : points(loss.lower()),
        empty ? null : points(loss.upper()),
        tally.nonInferior(rules.margin(), rules.alpha()));
  }

  /** Lower and upper change places: what is paid less is saved more. */
  private ParityReport.Savings savings(
      ParityCell.Key key, ParityTally all, List<LedgerLine> ledger) {
    Interval paid = all.paid(rules.alpha()).orElse(null);
    return new ParityReport.Savings(
        all.priced(),
        all.paid().map(ratio -> points(1 - ratio)).orElse(null),
        paid == null ? null : points(1 - paid.upper()),
        paid == null ? null : points(1 - paid.lower()),
        all.proof(),
        total(key, ledger));
  }

  private static ParityReport.@Nullable LedgerTotal total(
      ParityCell.Key key, List<LedgerLine> ledger) {
    LedgerLine sum =
        ledger.stream()
            .filter(line -> line.route().equals(key.route()) && line.simulated() == key.simulated())
            .reduce(LedgerLine::plus)
            .orElse(null);
    if (sum == null) {
      return null;
    }
    return new ParityReport.LedgerTotal(
        sum.requests(),
        sum.billed(),
        sum.reference(),
        sum.saved(),
        sum.reference() == 0 ? null : points((double) sum.saved() / sum.reference()));
  }

  private static ParityReport.@Nullable Feedback feedback(
      ParityCell.Key key, List<FeedbackCell> cells) {
    FeedbackCell sum =
        cells.stream()
            .filter(cell -> cell.route().equals(key.route()) && cell.simulated() == key.simulated())
            .reduce(FeedbackCell::plus)
            .orElse(null);
    return sum == null || sum.grades() == 0
        ? null
        : new ParityReport.Feedback(
            sum.grades(), points(sum.scoreMillionths() / MILLION / sum.grades()));
  }

  private static BigDecimal points(double share) {
    BigDecimal points =
        BigDecimal.valueOf(share * POINTS).setScale(DECIMALS, RoundingMode.HALF_EVEN);
    return points.signum() == 0 ? BigDecimal.ZERO.setScale(DECIMALS) : points;
  }
}
