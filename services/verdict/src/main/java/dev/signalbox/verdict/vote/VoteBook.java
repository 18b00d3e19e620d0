package dev.signalbox.verdict.vote;

import dev.signalbox.verdict.database.Database;
import dev.signalbox.verdict.problem.VerdictProblem;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/**
 * Casts votes. The ballot, the log's entry and the tally change in one statement; two requests of
 * one voter on one subject queue on the ballot's row, so revisions have no gap and no double.
 */
@ApplicationScoped
public class VoteBook {
  private static final String CAST =
      """
      select status, before, choice, revision from cast_vote(:subject, :voter, :kind, :choice, :at,
        cast(nullif(cast(:expected as bigint), -1) as bigint), nullif(:key, ''), :digest)
      """;

  /** All votes, and those of them whose voters are in quarantine. */
  private static final String TALLIES =
      """
      select subject, voter_kind, cast(sum(ship) as bigint), cast(sum(skip) as bigint), false
      from vote_tally where (:subject = '' or subject = :subject) group by subject, voter_kind
      union all
      select subject, voter_kind, count(*) filter (where choice = 'ship'), count(*) filter (where choice = 'skip'), true
      from vote v join quarantined q on q.voter = v.voter where (:subject = '' or subject = :subject) group by subject, voter_kind
      """;

  private final Database database;
  private final InstantSource clock;

  VoteBook(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /** {@link #cast(String, Voter, VoteChoice, Condition)} whatever was before. */
  public Uni<VoteOutcome> cast(String subject, Voter voter, VoteChoice choice) {
    return cast(subject, voter, choice, Condition.NONE);
  }

  /**
   * Casts, changes or takes back. Fails with {@link VerdictProblem#NOT_FOUND} when there is no such
   * subject, {@link VerdictProblem#PRECONDITION_FAILED} when the ballot has another revision, and
   * {@link VerdictProblem#KEY_REUSED} when the key was used for something else.
   */
  public Uni<VoteOutcome> cast(
      String subject, Voter voter, VoteChoice choice, Condition condition) {
    if (!Subject.isSlug(subject)) {
      return Uni.createFrom().failure(noSubject());
    }
    return database
        .write(
            session ->
                Casting.bind(session.createNativeQuery(CAST, Object[].class), condition)
                    .setParameter("subject", subject)
                    .setParameter("voter", voter.hash())
                    .setParameter("kind", voter.kind().text())
                    .setParameter("choice", choice.text())
                    .setParameter("at", Casting.now(clock))
                    .getSingleResult())
        .map(
            row -> {
              if ("no_subject".equals(row[0])) {
                throw noSubject();
              }
              Casting cast = Casting.of(row);
              Ballot ballot = new Ballot(VoteChoice.of(cast.choice()), cast.revision());
              return cast.changed()
                  ? new VoteOutcome.Changed(
                      new Ballot(VoteChoice.of(cast.before()), cast.revision() - 1), ballot)
                  : new VoteOutcome.Unchanged(ballot);
            });
  }

  /** All subjects in their order; {@code voter} is null when the asker has none. */
  public Uni<List<Standing>> standings(@Nullable Voter voter) {
    return database.read(
        session ->
            session
                .createSelectionQuery("from Subject s order by s.position, s.slug", Subject.class)
                .getResultList()
                .flatMap(
                    subjects ->
                        tallies(session, "")
                            .flatMap(
                                tallies ->
                                    ballots(session, voter)
                                        .map(
                                            own ->
                                                subjects.stream()
                                                    .map(s -> standing(s, tallies, own))
                                                    .toList()))));
  }

  /** Fails with {@link VerdictProblem#NOT_FOUND} when there is no such subject. */
  public Uni<Standing> standing(String subject, @Nullable Voter voter) {
    return database.read(
        session ->
            subject(session, subject)
                .flatMap(
                    found ->
                        tallies(session, subject)
                            .flatMap(
                                tallies ->
                                    ballots(session, voter)
                                        .map(own -> standing(found, tallies, own)))));
  }

  private static Uni<Subject> subject(Mutiny.Session session, String slug) {
    if (!Subject.isSlug(slug)) {
      return Uni.createFrom().failure(noSubject());
    }
    return session.find(Subject.class, slug).onItem().ifNull().failWith(VoteBook::noSubject);
  }

  private static RuntimeException noSubject() {
    return VerdictProblem.notFound("there is no such subject; /api/subjects lists them");
  }

  private record TallyKey(String subject, String kind, boolean held) {}

  private static Uni<Map<TallyKey, Tally>> tallies(Mutiny.Session session, String subject) {
    return session
        .createNativeQuery(TALLIES, Object[].class)
        .setParameter("subject", subject)
        .getResultList()
        .map(
            rows -> {
              Map<TallyKey, Tally> tallies = new HashMap<>();
              for (Object[] row : rows) {
                tallies.put(
                    new TallyKey((String) row[0], (String) row[1], (Boolean) row[4]),
                    new Tally(((Number) row[2]).longValue(), ((Number) row[3]).longValue()));
              }
              return tallies;
            });
  }

  private static Uni<Map<String, Ballot>> ballots(Mutiny.Session session, @Nullable Voter voter) {
    if (voter == null) {
      return Uni.createFrom().item(Map.of());
    }
    return session
        .createSelectionQuery("from Vote v where v.voter = :voter", Vote.class)
        .setParameter("voter", voter.hash())
        .getResultList()
        .map(
            votes -> {
              Map<String, Ballot> ballots = new HashMap<>();
              votes.forEach(vote -> ballots.put(vote.subject(), vote.ballot()));
              return ballots;
            });
  }

  private static Standing standing(
      Subject subject, Map<TallyKey, Tally> tallies, Map<String, Ballot> own) {
    Tally held = Tally.NONE;
    Map<VoterKind, Tally> counted = new EnumMap<>(VoterKind.class);
    for (VoterKind kind : VoterKind.values()) {
      Tally all =
          tallies.getOrDefault(new TallyKey(subject.slug(), kind.text(), false), Tally.NONE);
      Tally out = tallies.getOrDefault(new TallyKey(subject.slug(), kind.text(), true), Tally.NONE);
      counted.put(kind, all.minus(out));
      held = held.plus(out);
    }
    return new Standing(
        subject,
        counted.getOrDefault(VoterKind.COOKIE, Tally.NONE),
        counted.getOrDefault(VoterKind.SIGNED_IN, Tally.NONE),
        held,
        own.getOrDefault(subject.slug(), Ballot.NONE));
  }
}
