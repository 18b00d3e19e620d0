package dev.signalbox.ingress.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.ingress.routing.WarmCache;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ConversationsTest {
  private static final long KEY = 0x1234_5678_9ABC_DEF0L;

  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
  private final Conversations conversations =
      new Conversations(new AffinityLimits(32, Duration.ofMinutes(5), 1_024), now::get);

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
    assertThat(new Conversations(AffinityLimits.NONE, now::get).concerns(5_000)).isFalse();
  }
}
