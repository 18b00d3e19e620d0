package dev.signalbox.ingress.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RateBucketTest {
  private static final long SECOND = 1_000_000_000L;

  @Test
  void shouldTakeAMinutesWorthAtOnceAndThenWait() {
    RateBucket bucket = RateBucket.of(60, 1);

    for (int i = 0; i < 60; i++) {
      assertThat(bucket.take(1, 5)).isZero();
    }

    assertThat(bucket.take(1, 5)).isEqualTo(SECOND);
    assertThat(bucket.remaining(5)).isZero();
    assertThat(bucket.take(1, 5 + SECOND)).isZero();
  }

  @Test
  void shouldShareALimitAmongReplicas() {
    assertThat(RateBucket.of(90, 3).limit()).isEqualTo(30);
    assertThat(RateBucket.of(2, 3).limit()).isEqualTo(1);
    assertThat(RateBucket.of(0, 3).limit()).isZero();
  }

  @Test
  void shouldGiveBackWhatWasNotUsed() {
    RateBucket bucket = RateBucket.of(1_000, 1);
    assertThat(bucket.take(900, 0)).isZero();
    assertThat(bucket.take(200, 0)).isPositive();

    bucket.correct(-800, 0);

    assertThat(bucket.remaining(0)).isEqualTo(900);
    assertThat(bucket.take(200, 0)).isZero();
  }

  @Test
  void shouldLetALargeRequestInWhenNothingElseWasTaken() {
    RateBucket bucket = RateBucket.of(1_000, 1);

    assertThat(bucket.take(5_000, 0)).isZero();
    assertThat(bucket.take(1, 0)).isPositive();
    assertThat(bucket.reset(0)).isEqualTo(300 * SECOND);
  }

  /** Over any span, no more than a full bucket and what flowed in meanwhile. */
  @Property(tries = 200, seed = "1")
  void shouldNeverExceedTheRate(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 500) int limit) {
    Random random = new Random(seed);
    RateBucket bucket = RateBucket.of(limit, 1);
    long now = 0;
    long taken = 0;
    for (int i = 0; i < 2_000; i++) {
      now += random.nextLong(SECOND / 2);
      long amount = 1L + random.nextInt(Math.min(limit, 5));
      if (bucket.take(amount, now) == 0) {
        taken += amount;
      }
    }

    assertThat((double) taken).isLessThanOrEqualTo(limit + now / (60.0 * SECOND) * limit + 1e-6);
  }
}
