package dev.signalbox.verdict.arena;

import dev.signalbox.verdict.problem.VerdictProblem;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.hibernate.reactive.mutiny.Mutiny;

/** Pairs with the votes that count on each. */
final class Pairs {
  /**
   * A pair's columns, then both titles, then its votes: all of them, less those of voters in
   * quarantine.
   */
  static final String COLUMNS =
      """
      b.id, b.task, b.complexity, b.prompt, b.first_subject, b.second_subject, b.first_answer, b.second_answer, b.sample,
        f.title as first_title, s.title as second_title, t.first - coalesce(h.first, 0) as for_first, t.second - coalesce(h.second, 0) as for_second,
        t.tie - coalesce(h.tie, 0) as ties, t.both_bad - coalesce(h.both_bad, 0) as both_bad""";

  static final String FROM =
      """
       from pair_tally t join battle b on b.id = t.battle join subject f on f.slug = b.first_subject join subject s on s.slug = b.second_subject
        left join lateral (
          select count(*) filter (where v.choice = 'first') as first, count(*) filter (where v.choice = 'second') as second,
            count(*) filter (where v.choice = 'tie') as tie, count(*) filter (where v.choice = 'both_bad') as both_bad
          from quarantined q join pair_vote v on v.battle = t.battle and v.voter = q.voter) h on true
      """;

  private static final String ALL =
      "select " + COLUMNS + FROM + " where t.battle = any(string_to_array(:pairs, ','))";

  private Pairs() {}

  /**
   * A pair as it stands, whoever asks.
   *
   * @param counts without voters in quarantine
   */
  record Standing(Battle battle, String firstTitle, String secondTitle, Shown.Counts counts) {
    static Standing of(Object[] row) {
      return new Standing(
          Pairs.battle(row),
          (String) row[9],
          (String) row[10],
          new Shown.Counts(number(row[11]), number(row[12]), number(row[13]), number(row[14])));
    }

    /**
     * As one voter sees it: their own vote among those that count, whether or not they are held.
     *
     * @param own the voter's ballot; withdrawn also before the first vote
     */
    Shown to(String voter, PairChoice own, long revision, boolean held) {
      return new Shown(
          battle,
          battle.firstIsLeft(voter),
          own == PairChoice.WITHDRAWN ? null : own,
          firstTitle,
          secondTitle,
          held ? counts.with(own) : counts,
          revision);
    }
  }

  /** Those of these pairs that there are. */
  static Uni<Map<String, Standing>> standing(Mutiny.Session session, List<String> pairs) {
    return session
        .createNativeQuery(ALL, Object[].class)
        .setParameter("pairs", String.join(",", pairs))
        .getResultList()
        .map(
            rows ->
                rows.stream()
                    .map(Standing::of)
                    .collect(Collectors.toMap(pair -> pair.battle().id(), pair -> pair)));
  }

  /** Reads a pair's own columns. */
  static Battle battle(Object[] row) {
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

  static RuntimeException noPair() {
    return VerdictProblem.notFound("there is no such pair");
  }

  private static long number(Object count) {
    return ((Number) count).longValue();
  }
}
