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
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Has many small changes committed together: one batch at a time is under way, and what is asked
 * for meanwhile is the next one, so that batches grow with the load and nobody waits for a timer.
 * Each asker is answered after the commit, on their own context. A batch that fails for one of its
 * rows is committed by halves, until that row fails alone; any other failure is the whole batch's.
 *
 * @param <Q> what is asked for
 * @param <A> what it is answered with
 */
public final class GroupCommit<Q, A> {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

  private final int most;
  private final int bound;
  private final Predicate<Throwable> ofOneRow;
  private final Function<List<Q>, Uni<List<A>>> commit;
  private final Queue<Asked<Q, A>> waiting = new ArrayDeque<>();
  private boolean underWay;

  /**
   * @param most of one batch
   * @param bound of those who wait; more are refused with {@link VerdictProblem#OVERLOADED}
   * @param ofOneRow whether nothing was committed, and that for one row's sake: those beside it may
   *     be tried without it
   * @param commit answers one for each that is asked for, in their order
   */
  public GroupCommit(
      int most, int bound, Predicate<Throwable> ofOneRow, Function<List<Q>, Uni<List<A>>> commit) {
    this.most = most;
    this.bound = bound;
    this.ofOneRow = ofOneRow;
    this.commit = commit;
  }

  private record Asked<Q, A>(Q question, UniEmitter<? super A> emitter, @Nullable Context context) {
    private void hear(Outcome<A> outcome) {
      if (context == null) {
        tell(outcome);
      } else {
        context.runOnContext(ignored -> tell(outcome));
      }
    }

    private void tell(Outcome<A> outcome) {
      switch (outcome) {
        case Outcome.Answered<A> answered -> emitter.complete(answered.answer());
        case Outcome.Failed<A> failed -> emitter.fail(failed.failure());
      }
    }
  }

  private sealed interface Outcome<A> {
    record Answered<A>(A answer) implements Outcome<A> {}

    record Failed<A>(Throwable failure) implements Outcome<A> {}
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
    outcomes(batch.stream().map(Asked::question).toList())
        .subscribe()
        .with(
            outcomes -> {
              next();
              for (int i = 0; i < batch.size(); i++) {
                batch.get(i).hear(outcomes.get(i));
              }
            });
  }

  /** Never fails: each question has its outcome. */
  private Uni<List<Outcome<A>>> outcomes(List<Q> questions) {
    return Uni.createFrom()
        .deferred(() -> commit.apply(questions))
        .map(answers -> answered(questions, answers))
        .onFailure()
        .recoverWithUni(
            failure ->
                questions.size() > 1 && ofOneRow.test(failure)
                    ? byHalves(questions)
                    : Uni.createFrom()
                        .item(
                            Collections.nCopies(questions.size(), new Outcome.Failed<>(failure))));
  }

  private static <Q, A> List<Outcome<A>> answered(List<Q> questions, List<A> answers) {
    if (answers.size() != questions.size()) {
      throw new IllegalStateException(answers.size() + " answers to " + questions.size());
    }
    List<Outcome<A>> outcomes = new ArrayList<>();
    answers.forEach(answer -> outcomes.add(new Outcome.Answered<>(answer)));
    return outcomes;
  }

  private Uni<List<Outcome<A>>> byHalves(List<Q> questions) {
    int half = questions.size() / 2;
    return outcomes(questions.subList(0, half))
        .flatMap(
            first ->
                outcomes(questions.subList(half, questions.size()))
                    .map(
                        second -> {
                          List<Outcome<A>> both = new ArrayList<>(first);
                          both.addAll(second);
                          return both;
                        }));
  }
}
