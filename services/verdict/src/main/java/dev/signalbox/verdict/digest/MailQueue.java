package dev.signalbox.verdict.digest;

import dev.signalbox.verdict.database.Database;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Mails that wait. A replica claims some for a while: another does not send them meanwhile, and
 * when it dies they are due again. Bounded by how many are claimed at once.
 */
@ApplicationScoped
class MailQueue {
  private static final Duration CLAIM = Duration.ofMinutes(5);

  private static final String TAKE =
      """
      with due as (
        select id from digest_mail where sent_at is null and given_up_at is null and next_at <= :now
          and (claimed_until is null or claimed_until < :now)
        order by next_at, id limit :most for update skip locked),
      claimed as (
        update digest_mail m set claimed_until = cast(:until as timestamptz), attempts = attempts + 1
        from due where m.id = due.id
        returning m.id, m.kind, m.subscriber, m.week, m.zone, m.sealed, m.attempts, m.made_at)
      select c.id, c.kind, c.subscriber, c.week, c.zone, coalesce(c.sealed, s.address), c.attempts, cast(extract(epoch from c.made_at) as bigint)
      from claimed c left join digest_subscriber s on s.id = c.subscriber order by c.id
      """;

  private final Database database;

  MailQueue(Database database) {
    this.database = database;
  }

  /**
   * A claimed mail.
   *
   * @param subscriber null for a confirmation
   * @param week null for a confirmation
   * @param sealed a wish for a confirmation, else the address
   * @param attempts this one included
   */
  record Item(
      long id,
      boolean confirmation,
      @Nullable String subscriber,
      @Nullable String week,
      @Nullable String zone,
      String sealed,
      int attempts,
      Instant madeAt) {}

  Uni<List<Item>> take(int most, Instant now) {
    return database.write(
        session ->
            session
                .createNativeQuery(TAKE, Object[].class)
                .setParameter("now", now.atOffset(ZoneOffset.UTC))
                .setParameter("until", now.plus(CLAIM).atOffset(ZoneOffset.UTC))
                .setParameter("most", most)
                .getResultList()
                .map(rows -> rows.stream().map(MailQueue::item).toList()));
  }

  /** A confirmation that was sent is forgotten; an issue's mail stays, so that it is sent once. */
  Uni<Void> sent(Item item, Instant now) {
    return item.confirmation()
        ? run("delete from digest_mail where id = :id and :at is not null", item, now)
        : run(
            "update digest_mail set sent_at = :at, claimed_until = null where id = :id", item, now);
  }

  Uni<Void> again(Item item, Instant at) {
    return run(
        "update digest_mail set next_at = :at, claimed_until = null where id = :id", item, at);
  }

  /** Keeps that it failed, and of a confirmation not even that. */
  Uni<Void> givenUp(Item item, Instant now) {
    return item.confirmation()
        ? run("delete from digest_mail where id = :id and :at is not null", item, now)
        : run(
            "update digest_mail set given_up_at = :at, claimed_until = null where id = :id",
            item,
            now);
  }

  private Uni<Void> run(String statement, Item item, Instant at) {
    return database
        .write(
            session ->
                session
                    .createNativeQuery(statement.replace(":at", "cast(:at as timestamptz)"))
                    .setParameter("id", item.id())
                    .setParameter("at", at.atOffset(ZoneOffset.UTC))
                    .executeUpdate())
        .replaceWithVoid();
  }

  private static Item item(Object[] row) {
    return new Item(
        ((Number) row[0]).longValue(),
        "confirm".equals(row[1]),
        (String) row[2],
        (String) row[3],
        (String) row[4],
        (String) row[5],
        ((Number) row[6]).intValue(),
        Instant.ofEpochSecond(((Number) row[7]).longValue()));
  }
}
