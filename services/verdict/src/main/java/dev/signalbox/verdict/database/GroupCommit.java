package dev.signalbox.verdict.database;

import dev.signalbox.platform.problem.ProblemException;
import dev.signalbox.verdict.problem.VerdictProblem;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Has many small changes committed together: one batch at a time is under way, and what is asked
 * for meanwhile is the next one, so that batches grow with the load and nobody waits for a timer.
 * Each asker is answered after the commit, on their own context. A batch fails as a whole.
 *
 * @param <Q> what is asked for
 * @param <A> what it is answered with
 */
public final class GroupCommit<Q, A> {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

  private final int most;
  private final int bound;
  private final Function<List<Q>, Uni<List<A>>> commit;
  private final Queue<Asked<Q, A>> waiting = new ArrayDeque<>();
  private boolean underWay;

  /**
   * @param most of one batch
   * @param bound of those who wait; more are refused with {@link VerdictProblem#OVERLOADED}
   * @param commit answers one for each that is asked for, in their order
   */
  public GroupCommit(int most, int bound, Function<List<Q>, Uni<List<A>>> commit) {
    this.most = most;
    this.bound = bound;
    this.commit = commit;
  }

  private record Asked<Q, A>(Q question, UniEmitter<? super A> emitter, @Nullable Context context) {
    private void answer(A answer) {
      on(() -> emitter.complete(answer));
    }

    private void fail(Throwable failure) {
      on(() -> emitter.fail(failure));
    }

    private void on(Runnable command) {
      if (context == null) {
        command.run();
      } else {
        context.runOnContext(ignored -> command.run());
      }
    }
  }

  /** Takes part in the next batch. */
  public Uni<A> ask(Q question) {
    return Uni.createFrom()
        .emitter(
            emitter -> {
              boolean begins;
              synchronized (waiting) {
                if (waiting.size() >= bound) {
                  emitter.fail(
                      new ProblemException(
                          VerdictProblem.OVERLOADED,
                          "too many requests are under way; try again shortly",
                          null,
                          RETRY_AFTER));
                  return;
                }
                waiting.add(new Asked<>(question, emitter, Vertx.currentContext()));
                begins = !underWay;
                underWay = true;
              }
              if (begins) {
                next();
              }
            });
  }

  private void next() {
    List<Asked<Q, A>> batch = new ArrayList<>();
    synchronized (waiting) {
      while (batch.size() < most && !waiting.isEmpty()) {
        batch.add(waiting.remove());
      }
      underWay = !batch.isEmpty();
    }
    if (batch.isEmpty()) {
      return;
    }
    Uni.createFrom()
        .deferred(() -> commit.apply(batch.stream().map(Asked::question).toList()))
        .subscribe()
        .with(
            answers -> {
              next();
              for (int i = 0; i < batch.size(); i++) {
                batch.get(i).answer(answers.get(i));
              }
            },
            failure -> {
              next();
              batch.forEach(asked -> asked.fail(failure));
            });
  }
}
