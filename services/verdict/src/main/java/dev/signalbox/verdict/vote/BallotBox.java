package dev.signalbox.verdict.vote;

import dev.signalbox.verdict.database.Database;
import dev.signalbox.verdict.database.GroupCommit;
import dev.signalbox.verdict.database.JsonRows;
import dev.signalbox.verdict.problem.VerdictProblem;
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
 * Casts votes. Those that wait for the same commit are cast by one statement: ballots, the log's
 * entries and the tallies change in it, and two requests of one voter on one subject queue on the
 * ballot's row, so revisions have no gap and no double.
 */
@ApplicationScoped
public class BallotBox {
  private static final String CAST =
      """
      select status, before, choice, revision, own_choice, own_revision from cast_votes(cast(cast(:votes as text) as jsonb)) order by n
      """;

  private final InstantSource clock;
  private final JsonRows json;
  private final GroupCommit<Wanted, Row> together;

  BallotBox(Database database, InstantSource clock, JsonRows json) {
    this.clock = clock;
    this.json = json;
    this.together = database.together(this::cast);
  }

  /** A vote that was taken, and how its subject stands after it. */
  public record Taken(VoteOutcome outcome, Standing standing) {}

  /** What {@code cast_votes} reads of a vote; {@code at} in microseconds since 1970. */
  private record Wanted(
      String subject,
      String voter,
      String kind,
      String choice,
      long at,
      @Nullable Long expected,
      @Nullable String key,
      String digest) {}

  /** What it answers; no standing where there is no such subject. */
  private record Row(Object[] answer, @Nullable Standing standing) {}

  /** {@link #cast(String, Voter, VoteChoice, Condition)} whatever was before. */
  public Uni<Taken> cast(String subject, Voter voter, VoteChoice choice) {
    return cast(subject, voter, choice, Condition.NONE);
  }

  /**
   * Casts, changes or takes back. Fails with {@link VerdictProblem#NOT_FOUND} when there is no such
   * subject, {@link VerdictProblem#PRECONDITION_FAILED} when the ballot has another revision, and
   * {@link VerdictProblem#KEY_REUSED} when the key was used for something else.
   */
  public Uni<Taken> cast(String subject, Voter voter, VoteChoice choice, Condition condition) {
    if (!Subject.isSlug(subject)) {
      return Uni.createFrom().failure(VoteBook.noSubject());
    }
    return together
        .ask(
            new Wanted(
                subject,
                voter.hash(),
                voter.kind().text(),
                choice.text(),
                ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant()),
                condition.revision(),
                condition.key(),
                condition.digest()))
        .map(BallotBox::taken);
  }

  private static Taken taken(Row row) {
    if (row.standing() == null) {
      throw VoteBook.noSubject();
    }
    Casting cast = Casting.of(row.answer());
    Ballot ballot = new Ballot(VoteChoice.of(cast.choice()), cast.revision());
    return new Taken(
        cast.changed()
            ? new VoteOutcome.Changed(
                new Ballot(VoteChoice.of(cast.before()), cast.revision() - 1), ballot)
            : new VoteOutcome.Unchanged(ballot),
        row.standing());
  }

  private Uni<List<Row>> cast(Mutiny.Session session, List<Wanted> votes) {
    List<String> subjects = votes.stream().map(Wanted::subject).distinct().toList();
    return session
        .createNativeQuery(CAST, Object[].class)
        .setParameter("votes", json.text(votes))
        .getResultList()
        .flatMap(
            answers ->
                VoteBook.standings(session, subjects).map(found -> rows(votes, answers, found)));
  }

  private static List<Row> rows(
      List<Wanted> votes, List<Object[]> answers, Map<String, Standing> standings) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < votes.size(); i++) {
      Object[] answer = answers.get(i);
      Standing standing = standings.get(votes.get(i).subject());
      rows.add(
          new Row(
              answer,
              standing == null
                  ? null
                  : standing.with(
                      new Ballot(
                          VoteChoice.of((String) answer[4]), ((Number) answer[5]).longValue()))));
    }
    return rows;
  }
}
