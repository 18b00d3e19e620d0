package dev.signalbox.verdict.vote;

import dev.signalbox.verdict.database.Database;
import dev.signalbox.verdict.database.JsonRows;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Chains what was cast and hands the part of the chain to Kafka that it has not got yet. Both are
 * done by one replica at a time, apart from casting, which never waits for them.
 */
@ApplicationScoped
public class VoteOutbox {
  private static final String LOCK =
      "select pg_try_advisory_xact_lock(hashtext('signalbox-vote-relay'))";

  private static final String UNSEALED =
      """
      select u.source, u.position, coalesce(l.subject, p.battle), coalesce(l.voter, p.voter), coalesce(l.voter_kind, p.voter_kind),
        coalesce(l.choice, p.choice), coalesce(p.left_subject, ''), coalesce(l.revision, p.revision),
        cast(extract(epoch from coalesce(l.cast_at, p.cast_at)) * 1000000 as bigint)
      from vote_unsealed u left join vote_log l on u.source = 'subject' and l.position = u.position
        left join pair_vote_log p on u.source = 'pair' and p.position = u.position
      order by 9, 2
      """;

  private static final String HEADS =
      """
      select cast(d.day as text), c.sequence, c.hash from (select cast(unnest(string_to_array(cast(:days as text), ',')) as date) as day) d
        join lateral (select sequence, hash from vote_chain v where v.day = d.day order by sequence desc limit 1) c on true
      """;

  private static final String SEAL =
      """
      with rows as (
        select * from jsonb_to_recordset(cast(cast(:rows as text) as jsonb)) as r(day date, sequence bigint, source text, position bigint, hash text)),
      gone as (
        delete from vote_unsealed u using rows r where u.source = r.source and u.position = r.position)
      insert into vote_chain (day, sequence, source, position, hash) select day, sequence, source, position, hash from rows
      """;

  private static final String UNRELAYED =
      "select "
          + LoggedVote.COLUMNS
          + " from "
          + LoggedVote.TABLES
          + " where c.relayed_at is null order by c.day, c.sequence";

  private static final String RELAYED =
      """
      update vote_chain c set relayed_at = :now
      from jsonb_to_recordset(cast(cast(:rows as text) as jsonb)) as r(day date, sequence bigint) where c.day = r.day and c.sequence = r.sequence
      """;

  private final Database database;
  private final InstantSource clock;
  private final JsonRows json;

  VoteOutbox(Database database, InstantSource clock, JsonRows json) {
    this.database = database;
    this.clock = clock;
    this.json = json;
  }

  private record Head(long sequence, String hash) {}

  private record Sealed(String day, long sequence, String source, long position, String hash) {}

  private record Key(String day, long sequence) {}

  /** Chains the oldest entries that no chain holds; answers how many. */
  public Uni<Integer> seal(int most) {
    return locked(
        session ->
            session
                .createNativeQuery(UNSEALED, Object[].class)
                .setMaxResults(most)
                .getResultList()
                .flatMap(
                    rows ->
                        rows.isEmpty()
                            ? Uni.createFrom().item(0)
                            : heads(session, rows)
                                .flatMap(heads -> insert(session, chained(rows, heads)))));
  }

  /**
   * Hands the oldest entries of the chain to {@code publish} and marks those that it says were
   * taken. Where another replica is at it, 0 at once.
   *
   * @param publish answers how many of the entries, from the first on, the broker has for good
   * @return how many were marked
   */
  public Uni<Integer> relay(int most, Function<List<LoggedVote>, Uni<Integer>> publish) {
    return locked(
        session ->
            session
                .createNativeQuery(UNRELAYED, Object[].class)
                .setMaxResults(most)
                .getResultList()
                .map(rows -> rows.stream().map(LoggedVote::of).toList())
                .flatMap(
                    entries ->
                        entries.isEmpty()
                            ? Uni.createFrom().item(0)
                            : publish
                                .apply(entries)
                                .flatMap(taken -> mark(session, entries, taken))));
  }

  private Uni<Integer> locked(Function<Mutiny.Session, Uni<Integer>> work) {
    return database.write(
        session ->
            session
                .createNativeQuery(LOCK, Boolean.class)
                .getSingleResult()
                .flatMap(locked -> locked ? work.apply(session) : Uni.createFrom().item(0)));
  }

  private static Link link(Object[] row) {
    return new Link(
        (String) row[0],
        (String) row[2],
        (String) row[3],
        (String) row[4],
        (String) row[5],
        (String) row[6],
        number(row[7]),
        number(row[8]));
  }

  private static Uni<Map<LocalDate, Head>> heads(Mutiny.Session session, List<Object[]> rows) {
    List<String> days = rows.stream().map(row -> link(row).day().toString()).distinct().toList();
    return session
        .createNativeQuery(HEADS, Object[].class)
        .setParameter("days", String.join(",", days))
        .getResultList()
        .map(
            found -> {
              Map<LocalDate, Head> heads = new HashMap<>();
              found.forEach(
                  head ->
                      heads.put(
                          LocalDate.parse((String) head[0]),
                          new Head(number(head[1]), (String) head[2])));
              return heads;
            });
  }

  private static List<Sealed> chained(List<Object[]> rows, Map<LocalDate, Head> heads) {
    List<Sealed> chained = new ArrayList<>();
    for (Object[] row : rows) {
      Link link = link(row);
      LocalDate day = link.day();
      Head head = heads.getOrDefault(day, new Head(0, Link.genesis(day)));
      Head next = new Head(head.sequence() + 1, link.after(head.hash()));
      heads.put(day, next);
      chained.add(
          new Sealed(day.toString(), next.sequence(), link.source(), number(row[1]), next.hash()));
    }
    return chained;
  }

  private Uni<Integer> insert(Mutiny.Session session, List<Sealed> chained) {
    return session.createNativeQuery(SEAL).setParameter("rows", json.text(chained)).executeUpdate();
  }

  private Uni<Integer> mark(Mutiny.Session session, List<LoggedVote> entries, int taken) {
    if (taken == 0) {
      return Uni.createFrom().item(0);
    }
    List<Key> keys =
        entries.subList(0, taken).stream()
            .map(entry -> new Key(entry.day().toString(), entry.sequence()))
            .toList();
    return session
        .createNativeQuery(RELAYED)
        .setParameter("now", clock.instant().atOffset(ZoneOffset.UTC))
        .setParameter("rows", json.text(keys))
        .executeUpdate();
  }

  private static long number(Object value) {
    return ((Number) value).longValue();
  }
}
