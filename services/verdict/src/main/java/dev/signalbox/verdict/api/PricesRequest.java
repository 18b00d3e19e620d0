package dev.signalbox.verdict.api;

import dev.signalbox.verdict.problem.VerdictProblem;
import dev.signalbox.verdict.subject.PriceSheet;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * A price sheet in dollars with at most nine decimals; what has no price of a kind leaves it out.
 *
 * @param source where the prices were read
 * @param sourceDate on which day, such as {@code 2026-11-23}
 * @param note may be absent
 */
public record PricesRequest(
    @Nullable String source,
    @Nullable String sourceDate,
    @Nullable BigDecimal perMillionInput,
    @Nullable BigDecimal perMillionCachedInput,
    @Nullable BigDecimal perMillionOutput,
    @Nullable BigDecimal perImage,
    @Nullable BigDecimal perThousandRequests,
    @Nullable BigDecimal perMonth,
    @Nullable String note) {
  /** Checks them; each refusal names the field. */
  PriceSheet checked(Instant now) {
    PriceSheet sheet =
        new PriceSheet(
            0,
            Fields.text("source", source, 1, 500),
            date(now),
            Fields.price("perMillionInput", perMillionInput),
            Fields.price("perMillionCachedInput", perMillionCachedInput),
            Fields.price("perMillionOutput", perMillionOutput),
            Fields.price("perImage", perImage),
            Fields.price("perThousandRequests", perThousandRequests),
            Fields.price("perMonth", perMonth),
            Fields.text("note", note, 0, 500),
            Instant.EPOCH);
    if (!sheet.isKnown()) {
      throw VerdictProblem.invalid("perMillionInput", "at least one price must be told");
    }
    return sheet;
  }

  private LocalDate date(Instant now) {
    try {
      LocalDate date = LocalDate.parse(sourceDate == null ? "" : sourceDate.strip());
      // It may be tomorrow already where the prices were read.
      if (date.getYear() >= 2000
          && !date.isAfter(LocalDate.ofInstant(now, ZoneOffset.UTC).plusDays(1))) {
        return date;
      }
    } catch (DateTimeException e) {
      // Answered below, like a day that has not come.
    }
    throw VerdictProblem.invalid("sourceDate", "is a day such as 2026-11-23, not in the future");
  }
}
