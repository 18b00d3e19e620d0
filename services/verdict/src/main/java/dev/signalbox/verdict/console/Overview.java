package dev.signalbox.verdict.console;

import dev.signalbox.verdict.savings.SavingsReport;
import dev.signalbox.verdict.savings.SavingsTotal;
import java.util.List;

/**
 * The numbers of the first page.
 *
 * @param month the last 30 days by model
 * @param day the last 24 hours by hour
 * @param hour the present hour
 */
public record Overview(
    SavingsReport month,
    SavingsReport day,
    SavingsReport hour,
    SavingsChart chart,
    List<Row> latest) {
  /** Whether real money has been spent; if not, the simulated sum takes the first place, marked. */
  public boolean isReal() {
    return !month.real().isEmpty();
  }

  public SavingsTotal main() {
    return isReal() ? month.real() : month.simulated();
  }

  /** Shown beside the real money, when there are both. */
  public boolean hasBoth() {
    return isReal() && !month.simulated().isEmpty();
  }

  public boolean isEmpty() {
    return month.rows().isEmpty() && latest.isEmpty();
  }

  public long requestsToday() {
    return day.real().requests() + day.simulated().requests();
  }

  public long requestsThisHour() {
    return hour.real().requests() + hour.simulated().requests();
  }
}
