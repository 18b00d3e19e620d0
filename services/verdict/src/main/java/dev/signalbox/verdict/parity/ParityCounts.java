package dev.signalbox.verdict.parity;

import java.util.List;

/** Everything that a report is made from, at one moment of both topics. */
record ParityCounts(
    List<Position> positions,
    List<ParityCell> cells,
    List<FeedbackCell> feedback,
    List<LedgerLine> ledger) {
  /**
   * How far a partition has been consumed.
   *
   * @param next offset of the first record that is not in the counts
   */
  record Position(String topic, int partition, long next) implements Comparable<Position> {
    @Override
    public int compareTo(Position other) {
      int order = topic.compareTo(other.topic);
      return order != 0 ? order : Integer.compare(partition, other.partition);
    }
  }

  ParityCounts {
    positions = positions.stream().sorted().toList();
    cells = List.copyOf(cells);
    feedback = List.copyOf(feedback);
    ledger = List.copyOf(ledger);
  }
}
