package dev.signalbox.verdict.quarantine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.verdict.database.Database;
import dev.signalbox.verdict.integrity.Rule;
import dev.signalbox.verdict.problem.VerdictProblem;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Quarantine in the database, with a log of who went in and out. */
@ApplicationScoped
public class QuarantineBook {
  private static final int MOST_SHOWN = 200;
  private static final double MOST_EVIDENCE = 1e300;

  private static final String LOCK =
      "select pg_try_advisory_xact_lock(hashtext('signalbox-integrity'))";

  private static final String VOTES =
      """
      select v.voter, v.left_subject, case when v.left_subject = b.first_subject then b.second_subject else b.first_subject end,
        case when v.choice in ('tie', 'both_bad') then 0.5e0
          when (v.choice = 'first') = (v.left_subject = b.first_subject) then 1e0 else 0e0 end,
        cast(extract(epoch from v.cast_at) as double precision)
      from pair_vote v join battle b on b.id = v.battle where v.choice <> 'withdrawn' order by v.cast_at desc, v.battle, v.voter
      """;

  private static final String LOOKED = "select voter, votes from vote_look";
  private static final String HELD =
      "select voter, pardoned_at is not null from vote_quarantine where released_at is null or pardoned_at is not null";

  private static final String SUSPECT =
      """
      with rows as (
        select * from jsonb_to_recordset(cast(cast(:rows as text) as jsonb)) as r(voter text, rule text, evidence double precision, votes int)),
      logged as (
        insert into quarantine_log (voter, action, rule, evidence, votes, at)
        select voter, 'quarantined', rule, evidence, votes, :now from rows)
      insert into vote_quarantine (voter, rule, evidence, votes, found_at) select voter, rule, evidence, votes, :now from rows
      on conflict (voter) do update set rule = excluded.rule, evidence = excluded.evidence, votes = excluded.votes,
        found_at = excluded.found_at, released_at = null
      """;

  private static final String RELEASE =
      """
      with gone as (
        update vote_quarantine set released_at = :now
        where released_at is null and voter in (select jsonb_array_elements_text(cast(cast(:voters as text) as jsonb)))
        returning voter, rule, evidence, votes)
      insert into quarantine_log (voter, action, rule, evidence, votes, at) select voter, 'released', rule, evidence, votes, :now from gone
      """;

  private static final String LOOKS =
      """
      insert into vote_look (voter, votes) select key, cast(value as int) from jsonb_each_text(cast(cast(:looks as text) as jsonb))
      on conflict (voter) do update set votes = excluded.votes
      """;

  private static final String DONE =
      """
      insert into integrity_look (id, at, voters, votes, millis) values (1, :now, :voters, :votes, :millis)
      on conflict (id) do update set at = excluded.at, voters = excluded.voters, votes = excluded.votes, millis = excluded.millis
      """;

  private static final String SUSPECTS =
      "select voter, rule, evidence, votes, cast(extract(epoch from found_at) * 1000 as bigint) from vote_quarantine"
          + " where released_at is null and pardoned_at is null order by found_at desc, voter";

  private static final String PARDON =
      """
      with gone as (
        update vote_quarantine set pardoned_at = :now where pardoned_at is null and voter = (
          select min(voter) from vote_quarantine where left(voter, length(:voter)) = :voter and length(:voter) >= 8 having count(*) = 1)
        returning voter, rule, evidence, votes),
      logged as (
        insert into quarantine_log (voter, action, rule, evidence, votes, at) select voter, 'pardoned', rule, evidence, votes, :now from gone)
      select count(*) from gone
      """;

  private static final String COUNTS =
      """
      select (select count(*) from quarantined),
        (select count(*) from pair_vote v join quarantined q on q.voter = v.voter where v.choice <> 'withdrawn'),
        (select count(*) from vote v join quarantined q on q.voter = v.voter where v.choice <> 'withdrawn'),
        (select count(*) from quarantine_log where action = 'released'),
        (select count(*) from quarantine_log where action = 'pardoned')
      """;

  private final Database database;
  private final InstantSource clock;
  private final ObjectMapper json;

  QuarantineBook(Database database, InstantSource clock, ObjectMapper json) {
    this.database = database;
    this.clock = clock;
    this.json = json;
  }

  /** What a look starts from. */
  record Present(
      List<LiveVote> votes, Map<String, Integer> looked, Set<String> held, Set<String> pardoned) {}

  /**
   * What is published.
   *
   * @param pairVotes votes on pairs that are not counted
   * @param subjectVotes votes on subjects that are not counted
   * @param lookedAt the last look; null before the first
   */
  public record Report(
      List<Suspect> suspects,
      long voters,
      long pairVotes,
      long subjectVotes,
      long released,
      long pardoned,
      @Nullable Instant lookedAt,
      long lookedVoters,
      long lookedVotes) {}

  /** The newest votes, at most so many, in the order in which they were cast. */
  Uni<Present> present(int most) {
    return database.read(
        session ->
            session
                .createNativeQuery(VOTES, Object[].class)
                .setMaxResults(most)
                .getResultList()
                .flatMap(
                    votes ->
                        session
                            .createNativeQuery(LOOKED, Object[].class)
                            .getResultList()
                            .flatMap(
                                looked ->
                                    session
                                        .createNativeQuery(HELD, Object[].class)
                                        .getResultList()
                                        .map(held -> present(votes, looked, held)))));
  }

  /** Writes a look down; false where another replica is at it. */
  Uni<Boolean> write(Look look, long millis) {
    var now = clock.instant().atOffset(ZoneOffset.UTC);
    return database.write(
        session ->
            session
                .createNativeQuery(LOCK, Boolean.class)
                .getSingleResult()
                .flatMap(
                    locked ->
                        locked
                            ? session
                                .createNativeQuery(SUSPECT)
                                .setParameter("rows", text(rows(look)))
                                .setParameter("now", now)
                                .executeUpdate()
                                .chain(
                                    () ->
                                        session
                                            .createNativeQuery(RELEASE)
                                            .setParameter("voters", text(look.released()))
                                            .setParameter("now", now)
                                            .executeUpdate())
                                .chain(
                                    () ->
                                        session
                                            .createNativeQuery(LOOKS)
                                            .setParameter("looks", text(look.looks()))
                                            .executeUpdate())
                                .chain(
                                    () ->
                                        session
                                            .createNativeQuery(DONE)
                                            .setParameter("now", now)
                                            .setParameter("voters", look.voters())
                                            .setParameter("votes", look.votes())
                                            .setParameter("millis", millis)
                                            .executeUpdate())
                                .replaceWith(true)
                            : Uni.createFrom().item(false)));
  }

  /** What the page and the API show; the newest suspects, at most 200. */
  public Uni<Report> report() {
    return database.read(
        session ->
            session
                .createNativeQuery(SUSPECTS, Object[].class)
                .setMaxResults(MOST_SHOWN)
                .getResultList()
                .flatMap(
                    suspects ->
                        session
                            .createNativeQuery(COUNTS, Object[].class)
                            .getSingleResult()
                            .flatMap(
                                counts ->
                                    session
                                        .createNativeQuery(
                                            "select cast(extract(epoch from at) * 1000 as bigint), voters, votes from integrity_look",
                                            Object[].class)
                                        .getSingleResultOrNull()
                                        .map(look -> report(suspects, counts, look)))));
  }

  /**
   * Lets a voter go for good.
   *
   * @param voter the hash, or at least its first eight letters where they are only one voter's
   * @return fails with {@link VerdictProblem#NOT_FOUND} where there is no such one
   */
  public Uni<Void> pardon(String voter) {
    return database
        .write(
            session ->
                session
                    .createNativeQuery(PARDON, Long.class)
                    .setParameter("voter", voter)
                    .setParameter("now", clock.instant().atOffset(ZoneOffset.UTC))
                    .getSingleResult())
        .flatMap(
            pardoned ->
                pardoned == 0
                    ? Uni.createFrom()
                        .failure(VerdictProblem.notFound("no such voter is in quarantine"))
                    : Uni.createFrom().voidItem());
  }

  private static Present present(List<Object[]> votes, List<Object[]> looked, List<Object[]> held) {
    List<LiveVote> live = new ArrayList<>(votes.size());
    for (Object[] row : votes) {
      live.add(
          new LiveVote(
              (String) row[0],
              (String) row[1],
              (String) row[2],
              ((Number) row[3]).doubleValue(),
              ((Number) row[4]).doubleValue()));
    }
    Collections.reverse(live);
    Map<String, Integer> looks = new HashMap<>();
    looked.forEach(row -> looks.put((String) row[0], ((Number) row[1]).intValue()));
    Set<String> pardoned = new HashSet<>();
    Set<String> quarantined = new HashSet<>();
    held.forEach(row -> ((Boolean) row[1] ? pardoned : quarantined).add((String) row[0]));
    return new Present(live, looks, quarantined, pardoned);
  }

  private record Row(String voter, String rule, double evidence, int votes) {}

  private static List<Row> rows(Look look) {
    return look.suspected().stream()
        .map(
            found ->
                new Row(
                    found.voter(),
                    found.rule().code(),
                    Math.min(MOST_EVIDENCE, found.evidence()),
                    found.votes()))
        .toList();
  }

  private static Report report(List<Object[]> suspects, Object[] counts, Object @Nullable [] look) {
    return new Report(
        suspects.stream()
            .map(
                row ->
                    new Suspect(
                        (String) row[0],
                        Rule.of((String) row[1]),
                        ((Number) row[2]).doubleValue(),
                        ((Number) row[3]).intValue(),
                        Instant.ofEpochMilli(number(row[4]))))
            .toList(),
        number(counts[0]),
        number(counts[1]),
        number(counts[2]),
        number(counts[3]),
        number(counts[4]),
        look == null ? null : Instant.ofEpochMilli(number(look[0])),
        look == null ? 0 : number(look[1]),
        look == null ? 0 : number(look[2]));
  }

  private String text(Object value) {
    try {
      return json.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long number(Object value) {
    return ((Number) value).longValue();
  }
}
