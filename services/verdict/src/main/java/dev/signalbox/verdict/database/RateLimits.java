package dev.signalbox.verdict.database;

import dev.signalbox.platform.problem.ProblemException;
import dev.signalbox.verdict.problem.VerdictProblem;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Rate limits that replicas share, by the generic cell rate algorithm (ITU-T I.371): one row a key
 * holds when the next one is due, on the database's clock. The rows need not survive a crash.
 */
@ApplicationScoped
public class RateLimits {
  private static final String TAKE =
      "select n, wait from take_rates(cast(cast(:takes as text) as jsonb)) order by n";

  private final Database database;
  private final JsonRows rows;
  private final GroupCommit<Take, Long> takes;

  RateLimits(Database database, JsonRows rows) {
    this.database = database;
    this.rows = rows;
    this.takes = database.together(this::take);
  }

  private record Take(String key, long gap, long span) {}

  /**
   * A rate.
   *
   * @param most how many at once, and in each {@code span} in the long run
   */
  public record Rate(int most, Duration span) {
    public Rate {
      if (most < 1 || span.compareTo(Duration.ofMillis(1)) < 0) {
        throw new IllegalArgumentException("no rate: " + most + " in " + span);
      }
    }

    public static Rate perMinute(int most) {
      return new Rate(most, Duration.ofMinutes(1));
    }

    /** Microseconds between two when all of it is used. */
    long gapMicros() {
      return span.toNanos() / 1_000 / most;
    }

    long spanMicros() {
      return gapMicros() * most;
    }
  }

  /**
   * Takes one; fails with {@link VerdictProblem#RATE_LIMITED}, which says when to come again, where
   * the rate is used up.
   *
   * @param key what is limited and whose; no address in the clear
   */
  public Uni<Void> take(String key, Rate rate, String detail) {
    return takes
        .ask(new Take(key, rate.gapMicros(), rate.spanMicros()))
        .flatMap(
            wait ->
                wait == 0
                    ? Uni.createFrom().voidItem()
                    : Uni.createFrom()
                        .failure(
                            new ProblemException(
                                VerdictProblem.RATE_LIMITED,
                                detail,
                                null,
                                Duration.ofNanos(wait * 1_000).plusMillis(999))));
  }

  private Uni<List<Long>> take(Mutiny.Session session, List<Take> asked) {
    return session
        .createNativeQuery(TAKE, Object[].class)
        .setParameter("takes", rows.text(asked))
        .getResultList()
        .map(waits -> waits.stream().map(row -> ((Number) row[1]).longValue()).toList());
  }

  /** Forgets keys whose limit is whole again. */
  @Scheduled(every = "5m", delayed = "1m", identity = "rate-limits")
  Uni<Void> forget() {
    return database
        .write(
            session ->
                session
                    .createNativeQuery("delete from rate_limit where due < now()")
                    .executeUpdate())
        .replaceWithVoid();
  }
}
