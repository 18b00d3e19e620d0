package dev.signalbox.verdict.vote;

import dev.signalbox.verdict.database.Database;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import org.hibernate.reactive.mutiny.Mutiny;

/** The part of the log that Kafka has not got yet. */
@ApplicationScoped
public class VoteOutbox {
  private static final String LOCK =
      "select pg_try_advisory_xact_lock(hashtext('signalbox-vote-relay'))";

  private final Database database;
  private final InstantSource clock;

  VoteOutbox(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /**
   * Hands the oldest entries to {@code publish} and marks those that it says were taken. One
   * replica at a time does so; the others get 0 at once.
   *
   * @param publish answers how many of the entries, from the first on, the broker has for good
   * @return how many were marked
   */
  public Uni<Integer> relay(int most, Function<List<VoteLogEntry>, Uni<Integer>> publish) {
    return database.write(
        session ->
            session
                .createNativeQuery(LOCK, Boolean.class)
                .getSingleResult()
                .flatMap(
                    locked ->
                        locked
                            ? oldest(session, most)
                                .flatMap(
                                    entries ->
                                        entries.isEmpty()
                                            ? Uni.createFrom().item(0)
                                            : publish
                                                .apply(entries)
                                                .flatMap(taken -> mark(session, entries, taken)))
                            : Uni.createFrom().item(0)));
  }

  private static Uni<List<VoteLogEntry>> oldest(Mutiny.Session session, int most) {
    return session
        .createSelectionQuery(
            "from VoteLogEntry e where e.relayedAt is null order by e.position", VoteLogEntry.class)
        .setMaxResults(most)
        .getResultList();
  }

  private Uni<Integer> mark(Mutiny.Session session, List<VoteLogEntry> entries, int taken) {
    if (taken == 0) {
      return Uni.createFrom().item(0);
    }
    List<Long> positions = entries.subList(0, taken).stream().map(VoteLogEntry::position).toList();
    return session
        .createMutationQuery(
            "update VoteLogEntry e set e.relayedAt = :now where e.position in (:positions)")
        .setParameter("now", clock.instant())
        .setParameter("positions", positions)
        .executeUpdate();
  }
}
