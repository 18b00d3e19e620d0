package dev.signalbox.verdict.panel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class OneAtATimeTest {
  private final OneAtATime turns = new OneAtATime();
  private final List<CompletableFuture<Void>> looks = new ArrayList<>();

  @Test
  void shouldLookOnceMoreWhenAskedMeanwhileHoweverOften() {
    CompletableFuture<Void> first = run("a");
    assertThat(run("a")).isCompleted();
    assertThat(run("a")).isCompleted();
    assertThat(looks).as("nobody looks beside the first").hasSize(1);

    looks.get(0).complete(null);
    assertThat(looks).as("once for both who asked").hasSize(2);
    assertThat(first).isNotDone();

    looks.get(1).complete(null);
    assertThat(first).isCompleted();
    assertThat(looks).hasSize(2);
  }

  @Test
  void shouldNotHaveOneKeyWaitForAnother() {
    var unused = run("a");
    var unusedToo = run("b");

    assertThat(looks).hasSize(2);
  }

  @Test
  void shouldBeginAnewAfterAFailure() {
    CompletableFuture<Void> failing = run("a");
    looks.get(0).completeExceptionally(new IllegalStateException("away"));
    assertThatThrownBy(failing::join)
        .isInstanceOf(CompletionException.class)
        .hasRootCauseMessage("away");

    var unused = run("a");

    assertThat(looks).hasSize(2);
  }

  @Test
  void shouldBeginAnewAfterOneWhoNoLongerWaits() {
    turns.run("a", this::look).subscribe().with(done -> {}).cancel();

    var unused = run("a");

    assertThat(looks).hasSize(2);
  }

  private CompletableFuture<Void> run(String key) {
    return turns.run(key, this::look).subscribeAsCompletionStage();
  }

  private Uni<Void> look() {
    CompletableFuture<Void> look = new CompletableFuture<>();
    looks.add(look);
    return Uni.createFrom().completionStage(look);
  }
}
