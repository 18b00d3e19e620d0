package dev.signalbox.verdict.vote;

import dev.signalbox.verdict.database.Database;
import dev.signalbox.verdict.problem.VerdictProblem;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/**
 * Casts votes. The ballot, the log's entry and the tally change in one transaction; two requests of
 * one voter on one subject queue on the ballot's row, so revisions have no gap and no double.
 */
@ApplicationScoped
public class VoteBook {
  private static final int TALLY_SLOTS = 16;

  private static final String MAKE_BALLOT =
      """
      insert into vote (subject, voter, voter_kind, choice, revision, cast_at)
      values (:subject, :voter, :kind, 'withdrawn', 0, :at) on conflict do nothing
      """;

  private static final String COUNT =
      """
      insert into vote_tally as t (subject, voter_kind, slot, ship, skip)
      values (:subject, :kind, :slot, :ship, :skip)
      on conflict (subject, voter_kind, slot) do update set ship = t.ship + excluded.ship, skip = t.skip + excluded.skip
      """;

  private static final String TALLIES =
      "select subject, voter_kind, cast(sum(ship) as bigint), cast(sum(skip) as bigint)"
          + " from vote_tally where (:subject = '' or subject = :subject) group by subject, voter_kind";

  private final Database database;
  private final InstantSource clock;

  VoteBook(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /** Fails with {@link VerdictProblem#NOT_FOUND} when there is no such subject. */
  public Uni<VoteOutcome> cast(String subject, Voter voter, VoteChoice choice) {
    Instant now = clock.instant();
    return database.write(
        session ->
            subject(session, subject)
                .chain(() -> lockedBallot(session, subject, voter, choice, now))
                .flatMap(vote -> change(session, vote, subject, voter, choice, now)));
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

  private static Uni<@Nullable Vote> lockedBallot(
      Mutiny.Session session, String subject, Voter voter, VoteChoice choice, Instant now) {
    Uni<Void> made =
        choice == VoteChoice.WITHDRAWN
            ? Uni.createFrom().voidItem()
            : session
                .createNativeQuery(MAKE_BALLOT)
                .setParameter("subject", subject)
                .setParameter("voter", voter.hash())
                .setParameter("kind", voter.kind().text())
                .setParameter("at", now.atOffset(ZoneOffset.UTC))
                .executeUpdate()
                .replaceWithVoid();
    return made.chain(
        () ->
            session.find(
                Vote.class, new VoteKey(subject, voter.hash()), LockModeType.PESSIMISTIC_WRITE));
  }

  private static Uni<VoteOutcome> change(
      Mutiny.Session session,
      @Nullable Vote vote,
      String subject,
      Voter voter,
      VoteChoice choice,
      Instant now) {
    if (vote == null) {
      return Uni.createFrom().item(Ballot.NONE.next(choice));
    }
    VoteOutcome outcome = vote.ballot().next(choice);
    return switch (outcome) {
      case VoteOutcome.Unchanged unchanged -> Uni.createFrom().item(unchanged);
      case VoteOutcome.Changed changed -> {
        vote.put(changed.ballot(), now);
        yield session
            .persist(new VoteLogEntry(subject, voter, changed.ballot(), now))
            .chain(() -> session.flush())
            .chain(() -> count(session, subject, voter, changed.delta()))
            .replaceWith(changed);
      }
    };
  }

  private static Uni<Integer> count(
      Mutiny.Session session, String subject, Voter voter, Tally delta) {
    return session
        .createNativeQuery(COUNT)
        .setParameter("subject", subject)
        .setParameter("kind", voter.kind().text())
        .setParameter("slot", Math.floorMod(voter.hash().hashCode(), TALLY_SLOTS))
        .setParameter("ship", delta.ship())
        .setParameter("skip", delta.skip())
        .executeUpdate();
  }

  private record TallyKey(String subject, String kind) {}

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
                    new TallyKey((String) row[0], (String) row[1]),
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
    return new Standing(
        subject,
        tallies.getOrDefault(new TallyKey(subject.slug(), VoterKind.COOKIE.text()), Tally.NONE),
        tallies.getOrDefault(new TallyKey(subject.slug(), VoterKind.SIGNED_IN.text()), Tally.NONE),
        own.getOrDefault(subject.slug(), Ballot.NONE));
  }
}
