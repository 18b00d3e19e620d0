package dev.signalbox.ingress.budget;

import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/**
 * How much may be used in each period.
 *
 * @param subject the tenant, the id of the key, or the name of the route
 * @param cap in the unit; 0 allows nothing
 */
public record Budget(String id, Scope scope, String subject, Period period, Unit unit, long cap) {
  /** Whose use counts. */
  public enum Scope {
    TENANT,
    KEY,
    ROUTE
  }

  /** When counting begins anew; days and months are those of UTC. */
  public enum Period {
    DAY,
    MONTH;

    /** Second since the epoch at which the period around {@code epochSecond} began. */
    long startOf(long epochSecond) {
      Instant at = Instant.ofEpochSecond(epochSecond);
      return switch (this) {
        case DAY -> at.truncatedTo(ChronoUnit.DAYS).getEpochSecond();
        case MONTH -> firstOf(YearMonth.from(at.atZone(ZoneOffset.UTC)));
      };
    }

    /** First second after the period that began at {@code start}. */
    long endOf(long start) {
      Instant at = Instant.ofEpochSecond(start);
      return switch (this) {
        case DAY -> at.plus(1, ChronoUnit.DAYS).getEpochSecond();
        case MONTH -> firstOf(YearMonth.from(at.atZone(ZoneOffset.UTC)).plusMonths(1));
      };
    }

    private static long firstOf(YearMonth month) {
      return month.atDay(1).atStartOfDay(ZoneOffset.UTC).toEpochSecond();
    }
  }

  /** What is counted. */
  public enum Unit {
    NANO_USD,
    TOKENS
  }

  public Budget {
    if (cap < 0) {
      throw new IllegalArgumentException("a cap is not negative: " + cap);
    }
  }
}
