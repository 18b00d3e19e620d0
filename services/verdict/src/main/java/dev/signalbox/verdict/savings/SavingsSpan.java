package dev.signalbox.verdict.savings;

import dev.signalbox.verdict.problem.VerdictProblem;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * Whole UTC hours from {@code from} up to, but not including, {@code to}: the rollup knows nothing
 * finer.
 */
public record SavingsSpan(Instant from, Instant to) {
  public static final Duration LONGEST = Duration.ofDays(400);
  private static final Duration DEFAULT = Duration.ofDays(30);
  private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");

  public SavingsSpan {
    from = from.truncatedTo(ChronoUnit.HOURS);
    Instant floor = to.truncatedTo(ChronoUnit.HOURS);
    to = floor.equals(to) ? to : floor.plus(1, ChronoUnit.HOURS);
    if (!from.isBefore(to)) {
      throw VerdictProblem.invalid("from", "from is before to");
    }
    if (Duration.between(from, to).compareTo(LONGEST) > 0) {
      throw VerdictProblem.invalid(
          "from", "from and to are at most " + LONGEST.toDays() + " days apart");
    }
  }

  /**
   * Reads dates ({@code 2026-11-23}, midnight UTC) or instants. The default is the last 30 days up
   * to and including the present hour.
   */
  public static SavingsSpan parse(@Nullable String from, @Nullable String to, Instant now) {
    Instant end = to == null || to.isBlank() ? now : instant("to", to);
    Instant start = from == null || from.isBlank() ? end.minus(DEFAULT) : instant("from", from);
    return new SavingsSpan(start, end);
  }

  private static Instant instant(String name, String text) {
    Instant instant;
    try {
      instant =
          text.length() == "2026-11-23".length()
              ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
              : Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw VerdictProblem.invalid(
          name, name + " is a date such as 2026-11-23 or a time such as 2026-11-23T08:00:00Z");
    }
    if (instant.isBefore(EARLIEST) || instant.isAfter(LATEST)) {
      throw VerdictProblem.invalid(name, name + " is between the years 2000 and 2200");
    }
    return instant;
  }
}
