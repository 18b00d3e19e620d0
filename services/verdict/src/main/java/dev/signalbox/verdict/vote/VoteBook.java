package dev.signalbox.verdict.vote;

import dev.signalbox.verdict.database.Database;
import dev.signalbox.verdict.problem.VerdictProblem;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** How subjects stand: their tallies, and what the asker chose. */
@ApplicationScoped
public class VoteBook {
  /** All votes, and those of them whose voters are in quarantine. */
  private static final String TALLIES =
      """
      select subject, voter_kind, cast(sum(ship) as bigint), cast(sum(skip) as bigint), false
      from vote_tally where (:subjects = '' or subject = any(string_to_array(:subjects, ','))) group by subject, voter_kind
      union all
      select subject, voter_kind, count(*) filter (where choice = 'ship'), count(*) filter (where choice = 'skip'), true
      from vote v join quarantined q on q.voter = v.voter
      where (:subjects = '' or subject = any(string_to_array(:subjects, ','))) group by subject, voter_kind
      """;

  private final Database database;

  VoteBook(Database database) {
    this.database = database;
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
                        tallies(session, List.of())
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
                        tallies(session, List.of(subject))
                            .flatMap(
                                tallies ->
                                    ballots(session, voter)
                                        .map(own -> standing(found, tallies, own)))));
  }

  /** Those of these subjects that there are, without anybody's own ballot. */
  static Uni<Map<String, Standing>> standings(Mutiny.Session session, List<String> subjects) {
    return session
        .createSelectionQuery(
            "from Subject s where locate(concat(',', s.slug, ','), :slugs) > 0", Subject.class)
        .setParameter("slugs", "," + String.join(",", subjects) + ",")
        .getResultList()
        .flatMap(
            found ->
                tallies(session, subjects)
                    .map(
                        tallies ->
                            found.stream()
                                .collect(
                                    Collectors.toMap(
                                        Subject::slug, s -> standing(s, tallies, Map.of())))));
  }

  private static Uni<Subject> subject(Mutiny.Session session, String slug) {
    if (!Subject.isSlug(slug)) {
      return Uni.createFrom().failure(noSubject());
    }
    return session.find(Subject.class, slug).onItem().ifNull().failWith(VoteBook::noSubject);
  }

  static RuntimeException noSubject() {
    return VerdictProblem.notFound("there is no such subject; /api/subjects lists them");
  }

  private record TallyKey(String subject, String kind, boolean held) {}

  private static Uni<Map<TallyKey, Tally>> tallies(Mutiny.Session session, List<String> subjects) {
    return session
        .createNativeQuery(TALLIES, Object[].class)
        .setParameter("subjects", String.join(",", subjects))
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
