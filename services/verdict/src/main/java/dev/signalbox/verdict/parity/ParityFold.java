package dev.signalbox.verdict.parity;

import dev.signalbox.verdict.savings.ChargeRow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Folds outcomes and charges as the database's statements do: each event once. What a report says
 * is made again from the topics alone by this. Used by one thread.
 */
public final class ParityFold {
  private final Map<ParityCell, ParityCell.Sums> cells = new HashMap<>();
  private final Map<String, FeedbackCell> feedback = new HashMap<>();
  private final Map<String, LedgerLine> ledger = new HashMap<>();
  private final Set<String> outcomes = new HashSet<>();
  private final Set<String> charges = new HashSet<>();

  public void add(OutcomeRow row) {
    if (!outcomes.add(row.eventId())) {
      return;
    }
    if (row.isComparison()) {
      ParityCell cell = ParityCell.of(row);
      cells.merge(cell.without(), cell.sums(), ParityCell.Sums::plus);
    } else if (row.scoreMillionths() != null) {
      feedback.merge(
          row.route() + '\n' + row.simulated() + '\n' + row.model(),
          new FeedbackCell(row.route(), row.simulated(), row.model(), 1, row.scoreMillionths()),
          FeedbackCell::plus);
    }
  }

  public void add(ChargeRow row) {
    if (charges.add(row.eventId()) && row.purpose() == null) {
      ledger.merge(
          row.route() + '\n' + row.simulated(),
          new LedgerLine(
              row.route(),
              row.simulated(),
              1,
              row.billedNanoUsd(),
              row.referenceNanoUsd(),
              row.savedNanoUsd()),
          LedgerLine::plus);
    }
  }

  /**
   * The report of what was added.
   *
   * @param offsets by topic and partition, up to which it was
   */
  public ParityReport report(ParityRules rules, Map<String, Map<Integer, Long>> offsets) {
    List<ParityCounts.Position> positions = new ArrayList<>();
    offsets.forEach(
        (topic, partitions) ->
            partitions.forEach(
                (partition, next) ->
                    positions.add(new ParityCounts.Position(topic, partition, next))));
    List<ParityCell> summed = new ArrayList<>();
    cells.forEach((cell, sums) -> summed.add(cell.with(sums)));
    return new ParityReporting(rules)
        .report(
            new ParityCounts(
                positions, summed, List.copyOf(feedback.values()), List.copyOf(ledger.values())));
  }
}
