package dev.signalbox.verdict.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.platform.problem.ProblemException;
import dev.signalbox.verdict.problem.VerdictProblem;
import dev.signalbox.verdict.support.Backends;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Backends.class)
class RateLimitsTest {
  @Inject RateLimits limits;

  @Test
  void shouldTakeAsManyAsAllowedThenSayWhenToComeAgain() {
    String key = "test " + UUID.randomUUID();
    RateLimits.Rate rate = new RateLimits.Rate(3, Duration.ofHours(1));

    for (int i = 0; i < 3; i++) {
      assertThat(refused(key, rate)).isNull();
    }
    ProblemException refused = refused(key, rate);

    assertThat(refused)
        .isNotNull()
        .satisfies(
            problem -> {
              assertThat(problem.problem()).isEqualTo(VerdictProblem.RATE_LIMITED);
              assertThat(problem.retryAfter())
                  .isBetween(Duration.ofMinutes(12), Duration.ofMinutes(21));
            });
    assertThat(refused(key + " other", rate)).isNull();
  }

  @Test
  void shouldLetThroughNoMoreWhenManyAskAtOnce() throws InterruptedException {
    String key = "test " + UUID.randomUUID();
    RateLimits.Rate rate = new RateLimits.Rate(5, Duration.ofHours(1));
    AtomicInteger taken = new AtomicInteger();

    // Threads of its own: the common pool's know nothing of the application's class loader.
    ExecutorService callers = Executors.newFixedThreadPool(8);
    for (int i = 0; i < 20; i++) {
      callers.execute(
          () -> {
            if (refused(key, rate) == null) {
              taken.incrementAndGet();
            }
          });
    }
    callers.shutdown();
    assertThat(callers.awaitTermination(3, TimeUnit.MINUTES)).isTrue();

    assertThat(taken).hasValue(5);
  }

  private @Nullable ProblemException refused(String key, RateLimits.Rate rate) {
    try {
      limits.take(key, rate, "too many").subscribeAsCompletionStage().join();
      return null;
    } catch (CompletionException e) {
      if (e.getCause() instanceof ProblemException problem) {
        return problem;
      }
      throw e;
    }
  }
}
