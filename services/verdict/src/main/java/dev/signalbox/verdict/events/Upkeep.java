package dev.signalbox.verdict.events;

import dev.signalbox.verdict.VerdictConfig;
import dev.signalbox.verdict.database.Database;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/** Makes the coming months' partitions and forgets event ids that no topic can deliver any more. */
@ApplicationScoped
class Upkeep {
  private static final int FORGET_AT_ONCE = 10_000;

  private final Database database;
  private final InstantSource clock;
  private final VerdictConfig.Database config;
  private final Duration keyAge;

  Upkeep(Database database, InstantSource clock, VerdictConfig config) {
    this.database = database;
    this.clock = clock;
    this.config = config.database();
    this.keyAge = config.voters().keyAge();
  }

  @Scheduled(every = "1h", delayed = "5s", identity = "month-partitions")
  Uni<Void> partitions() {
    return partitions("decision").chain(() -> partitions("charge"));
  }

  private Uni<Void> partitions(String table) {
    LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    return database
        .write(
            session ->
                session
                    .createNativeQuery(
                        "select ensure_month_partitions(:parent, :first, :months)", Integer.class)
                    .setParameter("parent", table)
                    .setParameter("first", today)
                    .setParameter("months", config.monthsAhead() + 1)
                    .getSingleResult())
        .replaceWithVoid();
  }

  /** At most ten thousand each time, so that no transaction grows long. */
  @Scheduled(every = "10m", delayed = "1m", identity = "event-inbox")
  Uni<Void> inbox() {
    OffsetDateTime before = clock.instant().minus(config.inboxRetention()).atOffset(ZoneOffset.UTC);
    return database
        .write(
            session ->
                session
                    .createNativeQuery(
                        """
                        delete from event_inbox where (topic, event_id) in (
                          select topic, event_id from event_inbox where seen_at < :before limit :most)
                        """)
                    .setParameter("before", before)
                    .setParameter("most", FORGET_AT_ONCE)
                    .executeUpdate())
        .replaceWithVoid();
  }

  /** Forgets the answers to repeated votes. */
  @Scheduled(every = "10m", delayed = "2m", identity = "vote-requests")
  Uni<Void> voteRequests() {
    return database
        .write(
            session ->
                session
                    .createNativeQuery(
                        """
                        delete from vote_request where (voter, key) in (
                          select voter, key from vote_request where made_at < :before limit :most)
                        """)
                    .setParameter("before", clock.instant().minus(keyAge).atOffset(ZoneOffset.UTC))
                    .setParameter("most", FORGET_AT_ONCE)
                    .executeUpdate())
        .replaceWithVoid();
  }
}
