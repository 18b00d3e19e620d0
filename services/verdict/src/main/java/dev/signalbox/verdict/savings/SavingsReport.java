package dev.signalbox.verdict.savings;

import java.util.List;

/**
 * Savings over a span of hours. Simulated and real money are never summed together.
 *
 * @param rows real before simulated, then by key
 */
public record SavingsReport(SavingsSpan span, List<SavingsRow> rows) {
  public SavingsReport {
    rows = List.copyOf(rows);
  }

  public SavingsTotal real() {
    return sum(false);
  }

  public SavingsTotal simulated() {
    return sum(true);
  }

  private SavingsTotal sum(boolean simulated) {
    return rows.stream()
        .filter(row -> row.simulated() == simulated)
        .map(SavingsRow::total)
        .reduce(SavingsTotal.NONE, SavingsTotal::plus);
  }
}
