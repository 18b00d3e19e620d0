package dev.signalbox.verdict.database;

import dev.signalbox.platform.problem.ProblemException;
import dev.signalbox.verdict.VerdictConfig;
import dev.signalbox.verdict.problem.VerdictProblem;
import io.quarkus.vertx.core.runtime.context.VertxContextSafetyToggle;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Runs work in a session of its own. Hibernate Reactive keeps its session in the Vert.x context and
 * wants its event loop, so work that comes from a timer or a retry is moved to a context of its
 * own. Fails with {@link VerdictProblem#OVERLOADED} when too much is under way and with {@link
 * VerdictProblem#DATABASE_UNAVAILABLE} when the time is up; other failures come as they are.
 */
@ApplicationScoped
public class Database {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);
  private static final int MOST_TOGETHER = 256;

  private final Mutiny.SessionFactory sessions;
  private final Vertx vertx;
  private final Duration timeout;
  private final int maxInFlight;
  private final AtomicInteger inFlight = new AtomicInteger();

  @Inject
  Database(Mutiny.SessionFactory sessions, Vertx vertx, VerdictConfig config) {
    this(sessions, vertx, config.database().timeout(), config.database().maxInFlight());
  }

  Database(Mutiny.SessionFactory sessions, Vertx vertx, Duration timeout, int maxInFlight) {
    this.sessions = sessions;
    this.vertx = vertx;
    this.timeout = timeout;
    this.maxInFlight = maxInFlight;
  }

  /** One transaction; nothing of it stays when the work fails. */
  public <T> Uni<T> write(Function<Mutiny.Session, Uni<T>> work) {
    return bounded(() -> sessions.withTransaction((session, transaction) -> work.apply(session)));
  }

  /** One session without a transaction, for queries. */
  public <T> Uni<T> read(Function<Mutiny.Session, Uni<T>> work) {
    return bounded(() -> sessions.withSession(work));
  }

  /**
   * Changes that are committed together, each batch by one statement and in a session that is no
   * request's.
   *
   * @param commit writes by its first statement, which is a transaction of its own, and answers one
   *     for each that is asked for, in their order
   */
  public <Q, A> GroupCommit<Q, A> together(
      BiFunction<Mutiny.Session, List<Q>, Uni<List<A>>> commit) {
    return new GroupCommit<>(
        MOST_TOGETHER,
        maxInFlight,
        Failures::isOfOneRow,
        questions ->
            bounded(
                this::ownContext,
                () -> sessions.withSession(session -> commit.apply(session, questions))));
  }

  private <T> Uni<T> bounded(Supplier<Uni<T>> work) {
    return bounded(this::safeContext, work);
  }

  private <T> Uni<T> bounded(Supplier<Context> where, Supplier<Uni<T>> work) {
    return Uni.createFrom()
        .deferred(
            () -> {
              if (inFlight.incrementAndGet() > maxInFlight) {
                inFlight.decrementAndGet();
                return Uni.createFrom()
                    .failure(
                        new ProblemException(
                            VerdictProblem.OVERLOADED,
                            "too many requests are under way; try again shortly",
                            null,
                            RETRY_AFTER));
              }
              return onContext(where.get(), work, inFlight::decrementAndGet)
                  .ifNoItem()
                  .after(timeout)
                  .failWith(
                      () ->
                          new ProblemException(
                              VerdictProblem.DATABASE_UNAVAILABLE,
                              "the database did not answer in time",
                              null,
                              RETRY_AFTER));
            });
  }

  /**
   * Runs the work on a context of its own and to its end, whether or not anybody still waits: a
   * session that is given up from another thread, or in the middle of a statement, keeps its
   * connection for good. What can't end is ended by the database's {@code statement_timeout}.
   */
  private static <T> Uni<T> onContext(Context context, Supplier<Uni<T>> work, Runnable end) {
    return Uni.createFrom()
        .emitter(
            emitter ->
                on(
                    context,
                    () ->
                        Uni.createFrom()
                            .deferred(() -> work.get())
                            .onTermination()
                            .invoke(end)
                            .subscribe()
                            .with(emitter::complete, emitter::fail)));
  }

  private static void on(Context context, Runnable command) {
    if (Vertx.currentContext() == context && Context.isOnEventLoopThread()) {
      command.run();
    } else {
      context.runOnContext(ignored -> command.run());
    }
  }

  private Context safeContext() {
    Context present = Vertx.currentContext();
    if (present != null && isOnSafeContext(present)) {
      return present;
    }
    return ownContext();
  }

  private Context ownContext() {
    Context context = VertxContext.createNewDuplicatedContext(vertx.getOrCreateContext());
    VertxContextSafetyToggle.setContextSafe(context, true);
    return context;
  }

  private static boolean isOnSafeContext(Context present) {
    return Context.isOnEventLoopThread()
        && VertxContext.isDuplicatedContext(present)
        && VertxContextSafetyToggle.isExplicitlyMarkedAsSafe(present);
  }
}
