package dev.signalbox.verdict.panel;

import dev.signalbox.verdict.database.Database;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Function;

/** Settled verdicts that Kafka has not got yet, in their order. */
@ApplicationScoped
public class VerdictOutbox {
  private static final String LOCK =
      "select pg_try_advisory_xact_lock(hashtext('signalbox-verdict-relay'))";

  private static final String OLDEST =
      """
      select event_id, subject, cast(data as text), made_at, position from verdict_outbox
      where relayed_at is null order by position
      """;

  private static final String MARK =
      "update verdict_outbox set relayed_at = :at where relayed_at is null and position <= :last";

  private final Database database;
  private final InstantSource clock;

  VerdictOutbox(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /**
   * A settled verdict.
   *
   * @param data the event's JSON
   */
  public record Entry(String eventId, String subject, String data, Instant madeAt, long position) {}

  /**
   * Hands the oldest entries to {@code publish} and marks them; one replica at a time does so.
   *
   * @param publish fails unless the broker has all of them for good
   * @return how many were marked
   */
  public Uni<Integer> relay(int most, Function<List<Entry>, Uni<Void>> publish) {
    return database.write(
        session ->
            session
                .createNativeQuery(LOCK, Boolean.class)
                .getSingleResult()
                .flatMap(
                    locked ->
                        locked
                            ? session
                                .createNativeQuery(OLDEST, Object[].class)
                                .setMaxResults(most)
                                .getResultList()
                            : Uni.createFrom().item(List.<Object[]>of()))
                .map(rows -> rows.stream().map(VerdictOutbox::entry).toList())
                .flatMap(
                    entries ->
                        entries.isEmpty()
                            ? Uni.createFrom().item(0)
                            : publish
                                .apply(entries)
                                .chain(
                                    () ->
                                        session
                                            .createNativeQuery(MARK)
                                            .setParameter(
                                                "at", clock.instant().atOffset(ZoneOffset.UTC))
                                            .setParameter(
                                                "last", entries.get(entries.size() - 1).position())
                                            .executeUpdate())));
  }

  private static Entry entry(Object[] row) {
    Instant madeAt =
        row[3] instanceof Instant instant
            ? instant
            : ((java.time.OffsetDateTime) row[3]).toInstant();
    return new Entry(
        (String) row[0], (String) row[1], (String) row[2], madeAt, ((Number) row[4]).longValue());
  }
}
