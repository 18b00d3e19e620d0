package dev.signalbox.verdict.vote;

import dev.signalbox.verdict.database.Database;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.LocalDate;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Checks a day's chain against the log as it stands. */
@ApplicationScoped
public class VoteChain {
  /** Entries that one check reads. */
  public static final int MOST = 20_000;

  private static final String ENTRIES =
      "select "
          + LoggedVote.COLUMNS
          + " from "
          + LoggedVote.TABLES
          + " where c.day = :day and c.sequence > :after order by c.sequence";

  private static final String HASH =
      "select hash from vote_chain where day = :day and sequence = :after";

  /** One step a day through the key, however long the days are. */
  private static final String HEADS =
      """
      with recursive days as (
        (select day from vote_chain order by day limit 1)
        union all
        select (select c.day from vote_chain c where c.day > d.day order by c.day limit 1) from days d where d.day is not null)
      select cast(d.day as text), h.sequence, h.hash from days d
        join lateral (select sequence, hash from vote_chain v where v.day = d.day order by sequence desc limit 1) h on true
      """;

  private final Database database;

  VoteChain(Database database) {
    this.database = database;
  }

  /**
   * What a check found.
   *
   * @param entries how many were read
   * @param last sequence of the last that is right
   * @param head the hash at {@code last}
   * @param brokenAt sequence of the first that is wrong or missing; null where none is
   * @param more whether the day goes on after {@code last}
   */
  public record Check(
      LocalDate day, int entries, long last, String head, @Nullable Long brokenAt, boolean more) {
    public boolean intact() {
      return brokenAt == null;
    }
  }

  /** How far each day's chain reaches, by day. */
  public Uni<SortedMap<String, ChainHead>> heads() {
    return database
        .read(session -> session.createNativeQuery(HEADS, Object[].class).getResultList())
        .map(
            rows -> {
              SortedMap<String, ChainHead> heads = new TreeMap<>();
              rows.forEach(
                  row ->
                      heads.put(
                          (String) row[0],
                          new ChainHead(((Number) row[1]).longValue(), (String) row[2])));
              return heads;
            });
  }

  /**
   * Reads at most {@link #MOST} entries.
   *
   * @param after 0 for the beginning; otherwise the sequence that an earlier check ended with
   */
  public Uni<Check> check(LocalDate day, long after) {
    return database.read(
        session ->
            session
                .createNativeQuery(HASH, String.class)
                .setParameter("day", day)
                .setParameter("after", after)
                .getSingleResultOrNull()
                .flatMap(
                    hash ->
                        session
                            .createNativeQuery(ENTRIES, Object[].class)
                            .setParameter("day", day)
                            .setParameter("after", after)
                            .setMaxResults(MOST)
                            .getResultList()
                            .map(rows -> check(day, after, hash, rows))));
  }

  private static Check check(
      LocalDate day, long after, @Nullable String start, List<Object[]> rows) {
    String head = start == null ? Link.genesis(day) : start;
    if (start == null && after > 0) {
      return new Check(day, 0, after, head, after, false);
    }
    long sequence = after;
    for (Object[] row : rows) {
      if (row[4] == null) {
        return new Check(day, rows.size(), sequence, head, sequence + 1, false);
      }
      LoggedVote entry = LoggedVote.of(row);
      String next = entry.link().after(head);
      boolean follows = entry.sequence() == sequence + 1 && entry.link().day().equals(day);
      if (!follows || !next.equals(entry.hash())) {
        return new Check(day, rows.size(), sequence, head, sequence + 1, false);
      }
      sequence++;
      head = next;
    }
    return new Check(day, rows.size(), sequence, head, null, rows.size() == MOST);
  }
}
