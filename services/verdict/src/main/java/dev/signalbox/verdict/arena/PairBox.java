package dev.signalbox.verdict.arena;

import dev.signalbox.verdict.database.Database;
import dev.signalbox.verdict.database.GroupCommit;
import dev.signalbox.verdict.database.JsonRows;
import dev.signalbox.verdict.problem.VerdictProblem;
import dev.signalbox.verdict.vote.Casting;
import dev.signalbox.verdict.vote.Condition;
import dev.signalbox.verdict.vote.Voter;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/**
 * Casts votes on pairs. Those that wait for the same commit are cast by one statement, as votes on
 * subjects are: ballots, the log's entries and the tallies change in it, and a voter's two tabs
 * queue on the ballot's row.
 */
@ApplicationScoped
public class PairBox {
  private static final String CAST =
      """
      select status, before, choice, revision, own_choice, own_revision, held from cast_pair_votes(cast(cast(:votes as text) as jsonb)) order by n
      """;

  private final InstantSource clock;
  private final JsonRows json;
  private final GroupCommit<Wanted, Row> together;

  PairBox(Database database, InstantSource clock, JsonRows json) {
    this.clock = clock;
    this.json = json;
    this.together = database.together(this::cast);
  }

  /** What {@code cast_pair_votes} reads of a vote; {@code at} in microseconds since 1970. */
  private record Wanted(
      String battle,
      String voter,
      String kind,
      String choice,
      boolean mirrored,
      long at,
      @Nullable Long expected,
      @Nullable String key,
      String digest) {}

  /** What it answers; no standing where there is no such pair. */
  private record Row(Object[] answer, @Nullable Shown shown) {}

  /** {@link #cast(String, Voter, String, Condition)} whatever was before. */
  public Uni<Shown> cast(String id, Voter voter, @Nullable String side) {
    return cast(id, voter, side, Condition.NONE);
  }

  /**
   * Casts, changes or takes back; the same vote again changes nothing. Fails with {@link
   * VerdictProblem#NOT_FOUND} when there is no such pair, {@link
   * VerdictProblem#PRECONDITION_FAILED} when the ballot has another revision, and {@link
   * VerdictProblem#KEY_REUSED} when the key was used for something else.
   *
   * @param side left, right, tie, both_bad or withdraw
   */
  public Uni<Shown> cast(String id, Voter voter, @Nullable String side, Condition condition) {
    if (!Battle.isId(id)) {
      return Uni.createFrom().failure(Pairs.noPair());
    }
    boolean firstIsLeft = Battle.firstIsLeft(id, voter.hash());
    return together
        .ask(
            new Wanted(
                id,
                voter.hash(),
                voter.kind().text(),
                PairChoice.bySide(side, firstIsLeft).text(),
                !firstIsLeft,
                ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant()),
                condition.revision(),
                condition.key(),
                condition.digest()))
        .map(PairBox::taken);
  }

  private static Shown taken(Row row) {
    if (row.shown() == null) {
      throw Pairs.noPair();
    }
    Casting.of(row.answer());
    return row.shown();
  }

  private Uni<List<Row>> cast(Mutiny.Session session, List<Wanted> votes) {
    List<String> pairs = votes.stream().map(Wanted::battle).distinct().toList();
    return session
        .createNativeQuery(CAST, Object[].class)
        .setParameter("votes", json.text(votes))
        .getResultList()
        .flatMap(
            answers -> Pairs.standing(session, pairs).map(found -> rows(votes, answers, found)));
  }

  private static List<Row> rows(
      List<Wanted> votes, List<Object[]> answers, Map<String, Pairs.Standing> standing) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < votes.size(); i++) {
      Object[] answer = answers.get(i);
      Pairs.Standing pair = standing.get(votes.get(i).battle());
      rows.add(new Row(answer, pair == null ? null : shown(pair, votes.get(i), answer)));
    }
    return rows;
  }

  private static Shown shown(Pairs.Standing pair, Wanted vote, Object[] answer) {
    return pair.to(
        vote.voter(),
        PairChoice.of((String) answer[4]),
        ((Number) answer[5]).longValue(),
        (Boolean) answer[6]);
  }
}
