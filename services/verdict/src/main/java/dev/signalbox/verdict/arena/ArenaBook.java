package dev.signalbox.verdict.arena;

import dev.signalbox.platform.problem.ProblemException;
import dev.signalbox.verdict.database.Database;
import dev.signalbox.verdict.database.JsonRows;
import dev.signalbox.verdict.problem.VerdictProblem;
import dev.signalbox.verdict.vote.ChainHead;
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

/** Pairs and the votes on them; {@link PairBox} casts. */
@ApplicationScoped
public class ArenaBook {
  /** The one with the fewest votes among those that this voter has not judged. */
  private static final String NEXT =
      """
      select t.battle from pair_tally t
      where not exists (select 1 from pair_vote v where v.battle = t.battle and v.voter = :voter and v.choice <> 'withdrawn')
      order by t.votes, t.battle
      """;

  /** A pair, and the asker's ballot on it. */
  private static final String ONE =
      "select "
          + Pairs.COLUMNS
          + ", own.choice as own_choice, own.revision, exists (select 1 from quarantined q where q.voter = :voter) as held"
          + Pairs.FROM
          + " left join pair_vote own on own.battle = t.battle and own.voter = :voter where t.battle = :id";

  private static final String BATTLE =
      """
      select id, task, complexity, prompt, first_subject, second_subject, first_answer, second_answer, sample from battle where id = :id
      """;

  /** What a vote needs of its pair, with the style of long texts counted once for each pair. */
  private static final String WITH_PAIRS =
      """
      with pair as materialized (
        select id, first_subject, second_subject, task, complexity, sample, length(first_answer) as first_length,
          length(second_answer) as second_length, regexp_count(first_answer, '[*#`|]') as first_markup,
          regexp_count(second_answer, '[*#`|]') as second_markup
        from battle)
      select v.voter, b.first_subject, b.second_subject, v.choice, b.task, b.complexity, b.first_length, b.second_length,
        b.first_markup, b.second_markup
      """;

  private static final String VOTES_UP_TO =
      WITH_PAIRS
          + """
      from (
        select distinct on (l.battle, l.voter) l.battle, l.voter, l.choice, l.cast_at from pair_vote_log l
          join vote_chain c on c.source = 'pair' and c.position = l.position
          join (select cast(key as date) as day, cast(value as bigint) as sequence
            from jsonb_each_text(cast(cast(:heads as text) as jsonb))) h on h.day = c.day and c.sequence <= h.sequence
        order by l.battle, l.voter, l.revision desc) v join pair b on b.id = v.battle
      where v.choice <> 'withdrawn' and v.voter <> all(string_to_array(:excluded, ','))
      order by v.cast_at, v.battle collate "C", v.voter collate "C"
      """;

  private static final String VOTES_BEFORE =
      WITH_PAIRS
          + """
      from (select distinct on (l.battle, l.voter) l.battle, l.voter, l.choice, l.cast_at from pair_vote_log l
        where l.cast_at < :at order by l.battle, l.voter, l.revision desc) v join pair b on b.id = v.battle
      where v.choice <> 'withdrawn' and not b.sample and not exists (select 1 from quarantined q where q.voter = v.voter)
      order by v.cast_at, v.battle, v.voter
      """;

  private static final String BETWEEN =
      """
      select coalesce(sum(first), 0), coalesce(sum(second), 0), coalesce(sum(ties), 0), count(*) filter (where first > second),
        count(*) filter (where first < second), count(*) filter (where first = second)
      from (
        select count(*) filter (where v.choice = case b.first_subject when :first then 'first' else 'second' end) as first,
          count(*) filter (where v.choice = case b.first_subject when :second then 'first' else 'second' end) as second,
          count(*) filter (where v.choice in ('tie', 'both_bad')) as ties
        from pair_vote v join battle b on b.id = v.battle
        where v.choice <> 'withdrawn' and (b.first_subject, b.second_subject) in ((:first, :second), (:second, :first))
          and not exists (select 1 from quarantined q where q.voter = v.voter)
        group by v.voter) each_voter
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
                .createNativeQuery(NEXT, String.class)
                .setParameter("voter", voter.hash())
                .setMaxResults(1)
                .getResultList()
                .flatMap(
                    pairs ->
                        pairs.isEmpty()
                            ? Uni.createFrom().nullItem()
                            : find(session, pairs.get(0), voter)));
  }

  /** Whether there is a pair at all. */
  public Uni<Boolean> any() {
    return database.read(
        session ->
            session
                .createNativeQuery("select exists (select 1 from pair_tally)", Boolean.class)
                .getSingleResult());
  }

  /** Fails with {@link VerdictProblem#NOT_FOUND} when there is no such pair. */
  public Uni<Shown> find(String id, Voter voter) {
    return Battle.isId(id)
        ? database.read(session -> find(session, id, voter))
        : Uni.createFrom().failure(Pairs.noPair());
  }

  /** Fails with {@link VerdictProblem#NOT_FOUND} when there is no such pair. */
  public Uni<Battle> battle(String id) {
    return database.read(
        session ->
            session
                .createNativeQuery(BATTLE, Object[].class)
                .setParameter("id", id)
                .getSingleResultOrNull()
                .onItem()
                .ifNull()
                .failWith(Pairs::noPair)
                .map(Pairs::battle));
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
                            number(row[0]),
                            number(row[1]),
                            number(row[2]),
                            number(row[3]),
                            number(row[4]),
                            number(row[5]))));
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
    return session
        .createNativeQuery(ONE, Object[].class)
        .setParameter("voter", voter.hash())
        .setParameter("id", id)
        .getSingleResultOrNull()
        .onItem()
        .ifNull()
        .failWith(Pairs::noPair)
        .map(row -> shown(row, voter));
  }

  private static Shown shown(Object[] row, Voter voter) {
    PairChoice own = row[15] == null ? PairChoice.WITHDRAWN : PairChoice.of((String) row[15]);
    long revision = row[16] == null ? 0 : number(row[16]);
    return Pairs.Standing.of(row).to(voter.hash(), own, revision, (Boolean) row[17]);
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
