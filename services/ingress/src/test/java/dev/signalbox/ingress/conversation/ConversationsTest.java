package dev.signalbox.ingress.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.ingress.routing.WarmCache;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ConversationsTest {
  private static final long KEY = 0x1234_5678_9ABC_DEF0L;

  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
  private final List<Placement> told = new ArrayList<>();
  private final Conversations conversations =
      new Conversations(new AffinityLimits(32, Duration.ofMinutes(5), 1_024), now::get, told::add);

  @Test
  void shouldRememberWhereAConversationWasAnsweredLast() {
    conversations.answered(KEY, "one", 2_000, CacheSeen.UNKNOWN);
    conversations.answered(KEY, "two", 2_100, CacheSeen.READ);

    assertThat(conversations.find(KEY)).contains(new WarmCache("two", 2_100));
    assertThat(conversations.find(KEY + 1)).isEmpty();
  }

  @Test
  void shouldForgetWhenACacheHasGoneCold() {
    conversations.answered(KEY, "one", 2_000, CacheSeen.UNKNOWN);

    now.set(Instant.EPOCH.plus(Duration.ofMinutes(5)));

    assertThat(conversations.find(KEY)).isEmpty();
  }

  @Test
  void shouldNotExpectACacheAgainWhereItWasMissedUntilOneIsSeen() {
    conversations.answered(KEY, "one", 2_000, CacheSeen.MISSED);
    conversations.answered(KEY, "one", 2_100, CacheSeen.UNKNOWN);
    assertThat(conversations.find(KEY)).isEmpty();

    conversations.answered(KEY, "one", 2_200, CacheSeen.READ);
    assertThat(conversations.find(KEY)).isPresent();
  }

  @Test
  void shouldKeepNoMoreThanItMay() {
    for (long key = 0; key < 10_000; key++) {
      conversations.answered(key << 50, "one", 2_000, CacheSeen.UNKNOWN);
    }

    assertThat(conversations.size()).isLessThanOrEqualTo(32);
    assertThat(conversations.find(9_999L << 50)).isPresent();
  }

  @Test
  void shouldConcernPromptsThatProvidersCache() {
    assertThat(conversations.concerns(1_024)).isTrue();
    assertThat(conversations.concerns(1_023)).isFalse();
    assertThat(new Conversations(AffinityLimits.NONE, now::get, told::add).concerns(5_000))
        .isFalse();
  }

  @Test
  void shouldKnowWhatAnotherReplicaAnswered() {
    now.set(Instant.EPOCH.plusSeconds(60));
    Conversations other =
        new Conversations(
            new AffinityLimits(32, Duration.ofMinutes(5), 1_024), now::get, conversations::placed);

    other.answered(KEY, "one", 2_000, CacheSeen.UNKNOWN);

    assertThat(conversations.find(KEY)).contains(new WarmCache("one", 2_000));
    assertThat(told).as("what was heard is not told on").isEmpty();
  }

  @Test
  void shouldTellWhetherThePromptCacheWasMissed() {
    conversations.answered(KEY, "one", 2_000, CacheSeen.MISSED);

    assertThat(told).containsExactly(new Placement(KEY, "one", 2_000, true, Instant.EPOCH));
  }

  @Test
  void shouldGoByTheLaterTurnInWhateverOrderTheyAreHeard() {
    now.set(Instant.EPOCH.plusSeconds(60));
    conversations.answered(KEY, "one", 2_000, CacheSeen.UNKNOWN);

    conversations.placed(placed("two", 59));
    assertThat(conversations.find(KEY)).contains(new WarmCache("one", 2_000));

    now.set(Instant.EPOCH.plusSeconds(90));
    conversations.placed(placed("two", 80));
    conversations.placed(placed("three", 70));
    assertThat(conversations.find(KEY)).contains(new WarmCache("two", 2_000));
  }

  @Test
  void shouldHoldNothingLongerForAReplicaWhoseClockIsAheadAndNothingThatIsCold() {
    conversations.placed(placed("one", 3_600));
    now.set(Instant.EPOCH.plusSeconds(301));
    assertThat(conversations.find(KEY)).isEmpty();

    conversations.placed(placed("one", 1));
    assertThat(conversations.find(KEY)).isEmpty();
  }

  private static Placement placed(String model, long second) {
    return new Placement(KEY, model, 2_000, false, Instant.EPOCH.plusSeconds(second));
  }
}
