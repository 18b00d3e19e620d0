package dev.signalbox.verdict.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.platform.problem.ProblemException;
import dev.signalbox.verdict.problem.VerdictProblem;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Batches by hand: each is under way until the test says how it ended. */
class GroupCommitTest {
  private final List<List<Integer>> batches = new ArrayList<>();
  private final List<UniEmitter<? super List<String>>> ends = new ArrayList<>();
  private final GroupCommit<Integer, String> together =
      new GroupCommit<>(
          3,
          5,
          failure -> failure instanceof ArithmeticException,
          questions -> {
            batches.add(questions);
            return Uni.createFrom().emitter(ends::add);
          });

  @Test
  void shouldCommitWhatCameMeanwhileTogetherAndInOrder() {
    List<UniAssertSubscriber<String>> asked = ask(1, 5);

    assertThat(batches).containsExactly(List.of(1));
    commit(0);
    assertThat(batches).containsExactly(List.of(1), List.of(2, 3, 4));
    asked.get(0).assertItem("done 1");
    asked.get(1).assertNotTerminated();
    commit(1);
    commit(2);

    assertThat(batches).containsExactly(List.of(1), List.of(2, 3, 4), List.of(5));
    for (int i = 0; i < 5; i++) {
      asked.get(i).assertItem("done " + (i + 1));
    }
    assertThat(ask(6, 6)).hasSize(1);
    assertThat(batches).hasSize(4);
  }

  @Test
  void shouldFailABatchAsAWholeAndGoOn() {
    List<UniAssertSubscriber<String>> asked = ask(1, 3);

    ends.get(0).fail(new IllegalStateException("gone"));
    commit(1);

    asked.get(0).assertFailedWith(IllegalStateException.class, "gone");
    asked.get(1).assertItem("done 2");
    asked.get(2).assertItem("done 3");
  }

  @Test
  void shouldFailOneBadRowAndSpareItsNeighbours() {
    List<UniAssertSubscriber<String>> asked = ask(1, 4);
    commit(0);

    // 2, 3 and 4, of which 3 is bad.
    ends.get(1).fail(new ArithmeticException("bad"));
    commit(2);
    ends.get(3).fail(new ArithmeticException("bad"));
    ends.get(4).fail(new ArithmeticException("bad"));
    commit(5);

    assertThat(batches)
        .containsExactly(
            List.of(1), List.of(2, 3, 4), List.of(2), List.of(3, 4), List.of(3), List.of(4));
    asked.get(1).assertItem("done 2");
    asked.get(2).assertFailedWith(ArithmeticException.class, "bad");
    asked.get(3).assertItem("done 4");
  }

  @Test
  void shouldFailWhatIsAnsweredShort() {
    List<UniAssertSubscriber<String>> asked = ask(1, 1);

    ends.get(0).complete(List.of());

    asked.get(0).assertFailedWith(IllegalStateException.class, "0 answers to 1");
  }

  @Test
  void shouldRefuseMoreThanMayWait() {
    List<UniAssertSubscriber<String>> asked = ask(1, 7);

    Throwable refused = asked.get(6).assertFailedWith(ProblemException.class).getFailure();
    assertThat(((ProblemException) refused).problem()).isEqualTo(VerdictProblem.OVERLOADED);
    asked.get(5).assertNotTerminated();
  }

  @Test
  void shouldSurviveWorkThatThrowsAtOnce() {
    GroupCommit<Integer, String> broken =
        new GroupCommit<>(
            3,
            5,
            failure -> true,
            questions -> {
              throw new IllegalArgumentException("never");
            });

    for (int i = 0; i < 8; i++) {
      broken
          .ask(i)
          .subscribe()
          .withSubscriber(UniAssertSubscriber.create())
          .assertFailedWith(IllegalArgumentException.class, "never");
    }
  }

  private List<UniAssertSubscriber<String>> ask(int from, int to) {
    return IntStream.rangeClosed(from, to)
        .mapToObj(
            i -> together.ask(i).subscribe().withSubscriber(UniAssertSubscriber.<String>create()))
        .toList();
  }

  private void commit(int batch) {
    ends.get(batch).complete(batches.get(batch).stream().map(i -> "done " + i).toList());
  }
}
