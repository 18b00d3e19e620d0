package dev.signalbox.verdict.subject;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.platform.money.Money;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows as PostgreSQL writes them in JSON. */
final class SubjectRows {
  private SubjectRows() {}

  static SubjectSheet sheet(JsonNode row) {
    return new SubjectSheet(
        row.path("slug").asText(),
        row.path("kind").asText(),
        row.path("title").asText(),
        row.path("summary").asText(),
        row.path("maker").asText(),
        text(row, "link"),
        text(row, "poolName"),
        row.path("sample").asBoolean(),
        row.path("simulated").asBoolean(),
        row.hasNonNull("facts") ? facts(row.get("facts")) : FactSheet.NONE,
        row.hasNonNull("prices") ? prices(row.get("prices")) : PriceSheet.NONE);
  }

  static FactSheet facts(JsonNode row) {
    List<Fact> facts = new ArrayList<>();
    row.path("facts")
        .forEach(
            fact -> facts.add(new Fact(fact.path("label").asText(), fact.path("value").asText())));
    return new FactSheet(
        row.path("version").asInt(), facts, row.path("note").asText(), at(row, "recorded_at"));
  }

  static PriceSheet prices(JsonNode row) {
    return new PriceSheet(
        row.path("version").asInt(),
        row.path("source").asText(),
        LocalDate.parse(row.path("source_date").asText()),
        money(row, "per_million_input"),
        money(row, "per_million_cached_input"),
        money(row, "per_million_output"),
        money(row, "per_image"),
        money(row, "per_thousand_requests"),
        money(row, "per_month"),
        row.path("note").asText(),
        at(row, "recorded_at"));
  }

  private static @Nullable Money money(JsonNode row, String name) {
    return row.hasNonNull(name) ? Money.ofNanoUsd(row.get(name).asLong()) : null;
  }

  private static @Nullable String text(JsonNode row, String name) {
    return row.hasNonNull(name) ? row.get(name).asText() : null;
  }

  private static Instant at(JsonNode row, String name) {
    return OffsetDateTime.parse(row.path(name).asText()).toInstant();
  }
}
