package dev.signalbox.verdict.compare;

import dev.signalbox.verdict.database.Database;
import dev.signalbox.verdict.subject.Use;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;

/** What this installation's requests of the last 30 days were like, from the ledger's rollup. */
@ApplicationScoped
public class OwnUse {
  private static final Duration SPAN = Duration.ofDays(30);

  private static final String SUM =
      """
      select cast(coalesce(sum(requests), 0) as bigint), cast(coalesce(sum(input_tokens), 0) as bigint),
        cast(coalesce(sum(output_tokens), 0) as bigint)
      from savings_hourly where hour >= :from
      """;

  private final Database database;
  private final InstantSource clock;

  OwnUse(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /**
   * Sums; {@link Use#NONE} before the first request. Cached tokens and images are not in the
   * rollup.
   */
  public Uni<Use> lastMonth() {
    Instant from = clock.instant().minus(SPAN);
    return database.read(
        session ->
            session
                .createNativeQuery(SUM, Object[].class)
                .setParameter("from", from.atOffset(ZoneOffset.UTC))
                .getSingleResult()
                .map(
                    row ->
                        new Use(
                            ((Number) row[0]).longValue(),
                            ((Number) row[1]).longValue(),
                            0,
                            ((Number) row[2]).longValue(),
                            0)));
  }
}
