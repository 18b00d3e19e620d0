package dev.signalbox.verdict.access;

import dev.signalbox.verdict.database.Database;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;

/** What changed of keys and budgets, by revision. */
@ApplicationScoped
public class AccessFeed {
  private static final int PAGE = 5_000;
  private static final Duration PRESENT = Duration.ofSeconds(20);

  private static final String NEWEST =
      """
      select (select id from access_store), greatest(
        coalesce((select max(revision) from api_key), 0), coalesce((select max(revision) from budget), 0))
      """;

  private static final String KEYS =
      """
      select k.id, k.tenant, k.requests_per_minute, k.tokens_per_minute, k.revoked_at is not null, k.revision,
        cast(coalesce((select jsonb_agg(jsonb_build_object('h', encode(s.sha256, 'hex'),
          'e', cast(coalesce(extract(epoch from s.expires_at) * 1000, 0) as bigint)))
          from api_key_secret s where s.key_id = k.id), '[]') as text)
      from api_key k where k.revision > :since and (:all = false or k.revoked_at is null) order by k.revision limit :most
      """;

  private static final String BUDGETS =
      """
      select id, scope, subject, period, unit, cap, deleted, revision
      from budget where revision > :since and (:all = false or not deleted) order by revision limit :most
      """;

  private static final String SEEN =
      """
      with seen as (
        insert into access_watcher (holder, seen_at) values (:holder, cast(:now as timestamptz))
        on conflict (holder) do update set seen_at = excluded.seen_at returning holder),
      gone as (
        delete from access_watcher where seen_at < cast(:present as timestamptz) - interval '1 hour')
      select count(*) + 1 from access_watcher
      where seen_at >= cast(:present as timestamptz) and holder <> (select holder from seen)
      """;

  private final Database database;
  private final InstantSource clock;

  AccessFeed(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /**
   * What is newer than {@code revision}; everything in force when {@code store} is not this
   * database, or knows of a future that is not this one's.
   */
  public Uni<AccessNews> since(String store, long revision) {
    return database.read(
        session ->
            session
                .createNativeQuery(NEWEST, Object[].class)
                .getSingleResult()
                .chain(
                    newest -> {
                      String present = String.valueOf(newest[0]);
                      long last = ((Number) newest[1]).longValue();
                      if (present.equals(store) && last == revision) {
                        return Uni.createFrom()
                            .item(new AccessNews(present, revision, false, List.of(), List.of()));
                      }
                      boolean all = !present.equals(store) || last < revision;
                      return changes(session, present, all ? 0 : revision, last, all);
                    }));
  }

  private Uni<AccessNews> changes(
      Mutiny.Session session, String store, long since, long last, boolean all) {
    return session
        .createNativeQuery(KEYS, Object[].class)
        .setParameter("since", since)
        .setParameter("all", all)
        .setParameter("most", PAGE)
        .getResultList()
        .chain(
            keys ->
                session
                    .createNativeQuery(BUDGETS, Object[].class)
                    .setParameter("since", since)
                    .setParameter("all", all)
                    .setParameter("most", PAGE)
                    .getResultList()
                    .map(
                        budgets ->
                            new AccessNews(
                                store,
                                Math.min(reached(keys, 5, last), reached(budgets, 7, last)),
                                all,
                                keys.stream().map(AccessFeed::key).toList(),
                                budgets.stream().map(AccessFeed::limit).toList())));
  }

  /** A full page may not be the last one: what follows is asked for from where it ends. */
  private static long reached(List<Object[]> rows, int column, long last) {
    return rows.size() < PAGE ? last : ((Number) rows.get(rows.size() - 1)[column]).longValue();
  }

  private static AccessNews.Key key(Object[] row) {
    return new AccessNews.Key(
        String.valueOf(row[0]),
        String.valueOf(row[1]),
        ((Number) row[2]).longValue(),
        ((Number) row[3]).longValue(),
        (Boolean) row[4],
        String.valueOf(row[6]));
  }

  private static AccessNews.Limit limit(Object[] row) {
    return new AccessNews.Limit(
        String.valueOf(row[0]),
        String.valueOf(row[1]),
        String.valueOf(row[2]),
        String.valueOf(row[3]),
        String.valueOf(row[4]),
        ((Number) row[5]).longValue(),
        (Boolean) row[6]);
  }

  /** Notes that {@code holder} watches; answers how many do. */
  public Uni<Integer> watching(String holder) {
    return database.write(
        session ->
            session
                .createNativeQuery(SEEN, Long.class)
                .setParameter("holder", holder)
                .setParameter("now", clock.instant().atOffset(ZoneOffset.UTC))
                .setParameter("present", clock.instant().minus(PRESENT).atOffset(ZoneOffset.UTC))
                .getSingleResult()
                .map(Long::intValue));
  }
}
