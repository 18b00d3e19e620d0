package dev.signalbox.verdict.database;

import dev.signalbox.platform.problem.ProblemException;
import dev.signalbox.verdict.problem.VerdictProblem;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/**
 * Rate limits that replicas share, by the generic cell rate algorithm (ITU-T I.371): one row a key
 * holds when the next one is due, on the database's clock. The rows need not survive a crash.
 */
@ApplicationScoped
public class RateLimits {
  /** Answers microseconds to wait; 0 when one was taken. */
  private static final String TAKE =
      """
      with present as (select clock_timestamp() as at),
      taken as (
        insert into rate_limit as r (key, due)
        select cast(:key as text), at + cast(:gap as bigint) * interval '1 microsecond' from present
        on conflict (key) do update
          set due = greatest(r.due, (select at from present)) + cast(:gap as bigint) * interval '1 microsecond'
          where greatest(r.due, (select at from present)) + cast(:gap as bigint) * interval '1 microsecond'
            <= (select at from present) + cast(:span as bigint) * interval '1 microsecond'
        returning 1)
      select case when exists (select 1 from taken) then cast(0 as bigint) else coalesce((
        select greatest(1, cast(extract(epoch from (r.due - p.at)) * 1000000 as bigint)
          + cast(:gap as bigint) - cast(:span as bigint))
        from rate_limit r, present p where r.key = :key), 1) end
      """;

  private final Database database;

  RateLimits(Database database) {
    this.database = database;
  }

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
    return database
        .write(
            session ->
                session
                    .createNativeQuery(TAKE, Long.class)
                    .setParameter("key", key)
                    .setParameter("gap", rate.gapMicros())
                    .setParameter("span", rate.spanMicros())
                    .getSingleResult())
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
