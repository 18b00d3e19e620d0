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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
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
                  .isBetween(Duration.ofMinutes(19), Duration.ofMinutes(21));
            });
    assertThat(refused(key + " other", rate)).isNull();
  }

  @Test
  void shouldLetThroughNoMoreWhenManyAskAtOnce() {
    String key = "test " + UUID.randomUUID();
    RateLimits.Rate rate = new RateLimits.Rate(5, Duration.ofHours(1));
    AtomicInteger taken = new AtomicInteger();

    IntStream.range(0, 20)
        .parallel()
        .forEach(
            i -> {
              if (refused(key, rate) == null) {
                taken.incrementAndGet();
              }
            });

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
