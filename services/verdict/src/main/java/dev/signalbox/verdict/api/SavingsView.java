package dev.signalbox.verdict.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.signalbox.verdict.savings.SavingsBy;
import dev.signalbox.verdict.savings.SavingsReport;
import dev.signalbox.verdict.savings.SavingsTotal;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Savings as JSON. {@code real} and {@code simulated} are never added together: simulated money is
 * list-price arithmetic, nobody was billed.
 */
public record SavingsView(
    Instant from,
    Instant to,
    String by,
    String currency,
    Total real,
    Total simulated,
    String simulatedNote,
    List<Row> rows) {
  private static final String NOTE =
      "simulated: the chosen or the reference model is a simulator; the money is list-price arithmetic";

  /**
   * A sum of money that is all real or all simulated.
   *
   * @param share saved over reference; null where the reference costs nothing
   */
  public record Total(
      long requests,
      long billedNanoUsd,
      String billedUsd,
      long referenceNanoUsd,
      String referenceUsd,
      long savedNanoUsd,
      String savedUsd,
      @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable Double share) {
    static Total of(SavingsTotal total) {
      return new Total(
          total.requests(),
          total.billed().nanoUsd(),
          total.billed().toPlainUsd(),
          total.reference().nanoUsd(),
          total.reference().toPlainUsd(),
          total.saved().nanoUsd(),
          total.saved().toPlainUsd(),
          total.share());
    }
  }

  public record Row(String key, boolean simulated, @JsonUnwrapped Total total) {}

  static SavingsView of(SavingsReport report, SavingsBy by) {
    return new SavingsView(
        report.span().from(),
        report.span().to(),
        by.name().toLowerCase(Locale.ROOT),
        "USD",
        Total.of(report.real()),
        Total.of(report.simulated()),
        NOTE,
        report.rows().stream()
            .map(row -> new Row(row.key(), row.simulated(), Total.of(row.total())))
            .toList());
  }
}
