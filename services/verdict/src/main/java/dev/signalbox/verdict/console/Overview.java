package dev.signalbox.verdict.console;

import dev.signalbox.platform.money.Money;
import dev.signalbox.verdict.savings.SavingsReport;
import dev.signalbox.verdict.savings.SavingsTotal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The numbers of the first page.
 *
 * @param month the last 30 days by model
 * @param parity what routing costs in quality, by experiment
 * @param day the last 24 hours by hour
 */
public record Overview(
    SavingsReport month,
    SavingsReport day,
    SavingsChart chart,
    TrafficChart traffic,
    List<Row> latest,
    ParityView parity) {
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

  /** Billed for a thousand requests as they were, nano-dollars rounded down. */
  public Money perThousand() {
    return perThousand(main().billed());
  }

  /** The same on the reference model. */
  public Money perThousandReference() {
    return perThousand(main().reference());
  }

  private Money perThousand(Money sum) {
    long requests = main().requests();
    return requests == 0
        ? Money.ZERO
        : Money.ofNanoUsd(
            BigInteger.valueOf(sum.nanoUsd())
                .multiply(BigInteger.valueOf(1_000))
                .divide(BigInteger.valueOf(requests))
                .longValueExact());
  }

  public long requestsToday() {
    return day.real().requests() + day.simulated().requests();
  }

  public long requestsThisHour() {
    String key = hourStart().toString();
    return day.rows().stream()
        .filter(row -> row.key().equals(key))
        .mapToLong(row -> row.total().requests())
        .sum();
  }

  /** When the present hour began. */
  public Instant hourStart() {
    return day.span().to().minus(Duration.ofHours(1));
  }
}
