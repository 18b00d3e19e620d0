package dev.signalbox.verdict.arena;

import dev.signalbox.platform.problem.ProblemException;
import dev.signalbox.verdict.database.Database;
import dev.signalbox.verdict.database.JsonRows;
import dev.signalbox.verdict.problem.VerdictProblem;
import dev.signalbox.verdict.vote.Casting;
import dev.signalbox.verdict.vote.ChainHead;
import dev.signalbox.verdict.vote.Condition;
import dev.signalbox.verdict.vote.Voter;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** Pairs and the votes on them. A voter's two tabs queue on the ballot's row. */
@ApplicationScoped
public class ArenaBook {
  private static final String COLUMNS =
      "b.id, b.task, b.complexity, b.prompt, b.first_subject, b.second_subject, b.first_answer, b.second_answer, b.sample,"
          + " f.title as first_title, s.title as second_title";

  private static final String FROM =
      " from battle b join subject f on f.slug = b.first_subject join subject s on s.slug = b.second_subject ";

  /** The one with the fewest votes among those that this voter has not judged. */
  private static final String NEXT =
      "select "
          + COLUMNS
          + FROM
          + """
          where not exists (select 1 from pair_vote v where v.battle = b.id and v.voter = :voter and v.choice <> 'withdrawn')
          order by (select count(*) from pair_vote v where v.battle = b.id and v.choice <> 'withdrawn'), b.id
          """;

  private static final String ONE = "select " + COLUMNS + FROM + " where b.id = :id";

  private static final String COUNTS =
      """
      select count(*) filter (where choice = 'first'), count(*) filter (where choice = 'second'),
        count(*) filter (where choice = 'tie'), count(*) filter (where choice = 'both_bad'),
        max(choice) filter (where voter = :voter), coalesce(max(revision) filter (where voter = :voter), 0)
      from pair_vote v where battle = :id and (voter = :voter or not exists (select 1 from quarantined q where q.voter = v.voter))
      """;

  private static final String CAST =
      """
      select status, before, choice, revision from cast_pair_vote(:battle, :voter, :kind, :choice, :left, :at,
        cast(nullif(cast(:expected as bigint), -1) as bigint), nullif(:key, ''), :digest)
      """;

  private static final String VOTES_UP_TO =
      """
      select v.voter, b.first_subject, b.second_subject, v.choice, b.task, b.complexity,
        length(b.first_answer), length(b.second_answer),
        regexp_count(b.first_answer, '[*#`|]'), regexp_count(b.second_answer, '[*#`|]')
      from (
        select distinct on (l.battle, l.voter) l.* from pair_vote_log l
          join vote_chain c on c.source = 'pair' and c.position = l.position
          join (select cast(key as date) as day, cast(value as bigint) as sequence
            from jsonb_each_text(cast(cast(:heads as text) as jsonb))) h on h.day = c.day and c.sequence <= h.sequence
        order by l.battle, l.voter, l.revision desc) v join battle b on b.id = v.battle
      where v.choice <> 'withdrawn' and v.voter <> all(string_to_array(:excluded, ','))
      order by v.cast_at, v.battle collate "C", v.voter collate "C"
      """;

  private static final String VOTES_BEFORE =
      """
      select v.voter, b.first_subject, b.second_subject, v.choice, b.task, b.complexity,
        length(b.first_answer), length(b.second_answer),
        regexp_count(b.first_answer, '[*#`|]'), regexp_count(b.second_answer, '[*#`|]')
      from (select distinct on (l.battle, l.voter) l.* from pair_vote_log l where l.cast_at < :at
        order by l.battle, l.voter, l.revision desc) v join battle b on b.id = v.battle
      where v.choice <> 'withdrawn' and not b.sample and not exists (select 1 from quarantined q where q.voter = v.voter)
      order by v.cast_at, v.battle, v.voter
      """;

  private static final String BETWEEN =
      """
      select count(*) filter (where v.choice = case b.first_subject when :first then 'first' else 'second' end),
        count(*) filter (where v.choice = case b.first_subject when :second then 'first' else 'second' end),
        count(*) filter (where v.choice in ('tie', 'both_bad')), count(distinct v.voter)
      from pair_vote v join battle b on b.id = v.battle
      where v.choice <> 'withdrawn' and (b.first_subject, b.second_subject) in ((:first, :second), (:second, :first))
        and not exists (select 1 from quarantined q where q.voter = v.voter)
      """;

  private static final String ADD =
      """
      insert into battle (id, task, complexity, prompt, first_subject, second_subject, first_answer, second_answer, sample, created_at)
      values (:id, :task, :complexity, :prompt, :first, :second, :firstAnswer, :secondAnswer, :sample, :at) on conflict do nothing
      """;

  /** Most votes that one leaderboard reads. */
  private static final int MOST_VOTES = 1_000_000;

  private final Database database;
  private final InstantSource clock;
  private final JsonRows json;

  ArenaBook(Database database, InstantSource clock, JsonRows json) {
    this.database = database;
    this.clock = clock;
    this.json = json;
  }

  /** A pair that the voter has not judged; null when there is none left. */
  public Uni<@Nullable Shown> next(Voter voter) {
    return database.read(
        session ->
            session
                .createNativeQuery(NEXT, Object[].class)
                .setParameter("voter", voter.hash())
                .setMaxResults(1)
                .getResultList()
                .flatMap(
                    rows ->
                        rows.isEmpty()
                            ? Uni.createFrom().nullItem()
                            : shown(session, rows.get(0), voter)));
  }

  /** Fails with {@link VerdictProblem#NOT_FOUND} when there is no such pair. */
  public Uni<Shown> find(String id, Voter voter) {
    return database.read(session -> find(session, id, voter));
  }

  /** Fails with {@link VerdictProblem#NOT_FOUND} when there is no such pair. */
  public Uni<Battle> battle(String id) {
    return database.read(session -> row(session, id)).map(ArenaBook::battle);
  }

  /** {@link #cast(String, Voter, String, Condition)} whatever was before. */
  public Uni<Shown> cast(String id, Voter voter, @Nullable String side) {
    return cast(id, voter, side, Condition.NONE);
  }

  /**
   * Casts, changes or takes back; the same vote again changes nothing. Fails with {@link
   * VerdictProblem#NOT_FOUND} when there is no such pair, {@link
   * VerdictProblem#PRECONDITION_FAILED} when the ballot has another revision, and {@link
   * VerdictProblem#KEY_REUSED} when the key was used for something else.
   */
  public Uni<Shown> cast(String id, Voter voter, @Nullable String side, Condition condition) {
    return database.write(
        session ->
            find(session, id, voter)
                .flatMap(
                    shown ->
                        cast(
                            session,
                            shown,
                            voter,
                            PairChoice.bySide(side, shown.firstIsLeft()),
                            condition))
                .invoke(Casting::of)
                .chain(() -> find(session, id, voter)));
  }

  /**
   * The votes as the chain has them, in the order of their last change. Fails with {@link
   * VerdictProblem#OVERLOADED} when there are more than can be counted at once.
   *
   * @param heads by day: the last entry that counts
   * @param excluded voters who are left out
   */
  public Uni<List<PairVote>> votesUpTo(SortedMap<String, ChainHead> heads, List<String> excluded) {
    Map<String, Long> last = new TreeMap<>();
    heads.forEach((day, head) -> last.put(day, head.sequence()));
    return database
        .read(
            session ->
                session
                    .createNativeQuery(VOTES_UP_TO, Object[].class)
                    .setParameter("heads", json.text(last))
                    .setParameter("excluded", String.join(",", excluded))
                    .setMaxResults(MOST_VOTES + 1)
                    .getResultList())
        .map(
            rows -> {
              if (rows.size() > MOST_VOTES) {
                throw new ProblemException(
                    VerdictProblem.OVERLOADED,
                    "there are more votes than a live board counts; a published one counts all");
              }
              return rows.stream().map(ArenaBook::vote).toList();
            });
  }

  /**
   * The votes as they stood at a moment, from the log; those on invented pairs and those that are
   * in quarantine now are left out.
   */
  public Uni<List<PairVote>> votesBefore(Instant at) {
    return database.read(
        session ->
            session
                .createNativeQuery(VOTES_BEFORE, Object[].class)
                .setParameter("at", at.atOffset(ZoneOffset.UTC))
                .setMaxResults(MOST_VOTES)
                .getResultList()
                .map(rows -> rows.stream().map(ArenaBook::vote).toList()));
  }

  /** How blind votes on answers of these two came out, whichever was whose first. */
  public Uni<Duel> between(String first, String second) {
    return database.read(
        session ->
            session
                .createNativeQuery(BETWEEN, Object[].class)
                .setParameter("first", first)
                .setParameter("second", second)
                .getSingleResult()
                .map(
                    row ->
                        new Duel(
                            ((Number) row[0]).longValue(),
                            ((Number) row[1]).longValue(),
                            ((Number) row[2]).longValue(),
                            ((Number) row[3]).longValue())));
  }

  /** Adds a pair unless there is one with this id. */
  public Uni<Boolean> add(Battle battle) {
    return database.write(
        session ->
            session
                .createNativeQuery(ADD)
                .setParameter("id", battle.id())
                .setParameter("task", battle.task())
                .setParameter("complexity", battle.complexity())
                .setParameter("prompt", battle.prompt())
                .setParameter("first", battle.firstSubject())
                .setParameter("second", battle.secondSubject())
                .setParameter("firstAnswer", battle.firstAnswer())
                .setParameter("secondAnswer", battle.secondAnswer())
                .setParameter("sample", battle.sample())
                .setParameter("at", clock.instant().atOffset(ZoneOffset.UTC))
                .executeUpdate()
                .map(added -> added == 1));
  }

  private static Uni<Shown> find(Mutiny.Session session, String id, Voter voter) {
    return row(session, id).flatMap(row -> shown(session, row, voter));
  }

  private static Uni<Object[]> row(Mutiny.Session session, String id) {
    return session
        .createNativeQuery(ONE, Object[].class)
        .setParameter("id", id)
        .getSingleResultOrNull()
        .onItem()
        .ifNull()
        .failWith(() -> VerdictProblem.notFound("there is no such pair"));
  }

  private static Battle battle(Object[] row) {
    return new Battle(
        (String) row[0],
        (String) row[1],
        (String) row[2],
        (String) row[3],
        (String) row[4],
        (String) row[5],
        (String) row[6],
        (String) row[7],
        (Boolean) row[8]);
  }

  private Uni<Object[]> cast(
      Mutiny.Session session, Shown shown, Voter voter, PairChoice choice, Condition condition) {
    Battle battle = shown.battle();
    return Casting.bind(session.createNativeQuery(CAST, Object[].class), condition)
        .setParameter("battle", battle.id())
        .setParameter("voter", voter.hash())
        .setParameter("kind", voter.kind().text())
        .setParameter("choice", choice.text())
        .setParameter("left", shown.firstIsLeft() ? battle.firstSubject() : battle.secondSubject())
        .setParameter("at", Casting.now(clock))
        .getSingleResult();
  }

  private static Uni<Shown> shown(Mutiny.Session session, Object[] row, Voter voter) {
    Battle battle = battle(row);
    return session
        .createNativeQuery(COUNTS, Object[].class)
        .setParameter("voter", voter.hash())
        .setParameter("id", battle.id())
        .getSingleResult()
        .map(
            counts -> {
              PairChoice own = counts[4] == null ? null : PairChoice.of((String) counts[4]);
              return new Shown(
                  battle,
                  battle.firstIsLeft(voter.hash()),
                  own == PairChoice.WITHDRAWN ? null : own,
                  (String) row[9],
                  (String) row[10],
                  new Shown.Counts(
                      number(counts[0]), number(counts[1]), number(counts[2]), number(counts[3])),
                  number(counts[5]));
            });
  }

  private static PairVote vote(Object[] row) {
    return new PairVote(
        (String) row[0],
        (String) row[1],
        (String) row[2],
        PairChoice.of((String) row[3]),
        (String) row[4],
        (String) row[5],
        PairVote.difference(number(row[6]), number(row[7])),
        PairVote.difference(number(row[8]), number(row[9])));
  }

  private static long number(Object count) {
    return ((Number) count).longValue();
  }
}
