package dev.signalbox.verdict.digest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.verdict.database.Database;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The issues. Making one queues its mails in the same transaction, once for each week and zone. */
@ApplicationScoped
public class DigestArchive {
  /** However many replicas try, one inserts the issue, and with it the mails. */
  private static final String MAKE =
      """
      with made as (
        insert into digest_issue (zone, week, from_at, to_at, content, quiet, made_at)
        values (:zone, :week, :from, :to, cast(cast(:content as text) as jsonb), :quiet, :at)
        on conflict do nothing returning zone, week, quiet),
      queued as (
        insert into digest_mail (kind, subscriber, zone, week, next_at, made_at)
        select 'issue', s.id, m.zone, m.week, cast(:at as timestamptz), cast(:at as timestamptz)
        from made m, digest_subscriber s where not m.quiet and :mail and s.confirmed_at < cast(:to as timestamptz)
        returning 1)
      select (select count(*) from made), (select count(*) from queued)
      """;

  private static final String SELECT =
      "select week, cast(extract(epoch from made_at) as bigint), cast(content as text) from digest_issue where zone = :zone ";

  private final Database database;
  private final ObjectMapper json;

  DigestArchive(Database database, ObjectMapper json) {
    this.database = database;
    this.json = json;
  }

  /** Whether there is an issue of the week, quiet or not. */
  Uni<Boolean> has(DigestWeek week) {
    return database.read(
        session ->
            session
                .createNativeQuery(
                    "select count(*) from digest_issue where zone = :zone and week = :week",
                    Long.class)
                .setParameter("zone", week.zone().getId())
                .setParameter("week", week.id())
                .getSingleResult()
                .map(count -> count > 0));
  }

  /**
   * Keeps the issue and queues its mails, unless that was done.
   *
   * @param mail whether mails are sent at all
   * @return mails queued; -1 when the week had its issue
   */
  Uni<Long> make(DigestWeek week, DigestContent content, boolean mail, Instant now) {
    return database.write(
        session ->
            session
                .createNativeQuery(MAKE, Object[].class)
                .setParameter("zone", week.zone().getId())
                .setParameter("week", week.id())
                .setParameter("from", week.from().atOffset(ZoneOffset.UTC))
                .setParameter("to", week.to().atOffset(ZoneOffset.UTC))
                .setParameter("content", text(content))
                .setParameter("quiet", content.quiet())
                .setParameter("mail", mail)
                .setParameter("at", now.atOffset(ZoneOffset.UTC))
                .getSingleResult()
                .map(
                    row ->
                        ((Number) row[0]).longValue() == 0 ? -1 : ((Number) row[1]).longValue()));
  }

  /** Issues that say something, newest first. */
  public Uni<List<DigestIssue>> latest(ZoneId zone, int most) {
    return database.read(
        session ->
            session
                .createNativeQuery(SELECT + "and not quiet order by from_at desc", Object[].class)
                .setParameter("zone", zone.getId())
                .setMaxResults(most)
                .getResultList()
                .map(rows -> rows.stream().map(row -> issue(row, zone)).toList()));
  }

  /** Null when the week has no issue. */
  public Uni<@Nullable DigestIssue> find(DigestWeek week) {
    return database.read(
        session ->
            session
                .createNativeQuery(SELECT + "and week = :week", Object[].class)
                .setParameter("zone", week.zone().getId())
                .setParameter("week", week.id())
                .getSingleResultOrNull()
                .map(row -> row == null ? null : issue(row, week.zone())));
  }

  private DigestIssue issue(Object[] row, ZoneId zone) {
    try {
      return new DigestIssue(
          DigestWeek.parse((String) row[0], zone).orElseThrow(),
          Instant.ofEpochSecond(((Number) row[1]).longValue()),
          json.readValue((String) row[2], DigestContent.class));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String text(DigestContent content) {
    try {
      return json.writeValueAsString(content);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
