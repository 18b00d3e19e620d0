package dev.signalbox.verdict.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.contracts.verdict.v1.Access;
import dev.signalbox.contracts.verdict.v1.AccessChange;
import dev.signalbox.contracts.verdict.v1.AccessClient;
import dev.signalbox.contracts.verdict.v1.AccessKey;
import dev.signalbox.contracts.verdict.v1.WatchRequest;
import dev.signalbox.testing.Fastest;
import dev.signalbox.verdict.budget.BudgetBook;
import dev.signalbox.verdict.support.Backends;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Backends.class)
class AccessFeedTest {
  private static final Duration SOON = Duration.ofMinutes(2);
  private static final Duration SECOND = Duration.ofSeconds(1);

  @Inject KeyBook keys;
  @Inject BudgetBook budgets;
  private ManagedChannel channel;
  private Access access;

  @BeforeEach
  void connect() {
    channel =
        ManagedChannelBuilder.forAddress("127.0.0.1", RestAssured.port).usePlaintext().build();
    access = new AccessClient("access", channel, (name, stub) -> stub);
  }

  @AfterEach
  void hangUp() {
    channel.shutdownNow();
  }

  @Test
  void shouldTellOfNewRotatedAndRevokedKeysWithinASecond() throws Exception {
    String id = "k-" + UUID.randomUUID();
    BlockingQueue<AccessChange> heard = new LinkedBlockingQueue<>();
    Cancellable watch =
        access
            .watch(WatchRequest.newBuilder().setHolder("test").build())
            .subscribe()
            .with(heard::add);
    try {
      AccessChange first = next(heard, change -> true);
      assertThat(first.getComplete()).isTrue();
      assertThat(first.getStore()).isNotEmpty();

      NewKey made = create(id);
      AccessKey created = key(heard, id);
      assertThat(created.getTenant()).isEqualTo("acme");
      assertThat(created.getRequestsPerMinute()).isEqualTo(60);
      assertThat(created.getSecrets(0).getSha256().toByteArray()).isEqualTo(sha256(made.reveal()));
      assertThat(made.toString()).doesNotContain(made.reveal());

      NewKey second = await(keys.rotate(id, Duration.ofHours(1))).orElseThrow();
      AccessKey rotated = key(heard, id);
      assertThat(rotated.getSecretsCount()).isEqualTo(2);
      assertThat(second.reveal()).isNotEqualTo(made.reveal());
      assertThat(
              rotated.getSecretsList().stream()
                  .filter(secret -> secret.getExpiresAt() > Instant.now().toEpochMilli()))
          .hasSize(1);

      assertThat(await(keys.revoke(id))).isTrue();
      assertThat(key(heard, id).getRevoked()).isTrue();
      assertThat(await(keys.revoke(id))).isFalse();
      assertThat(await(keys.create(new KeyWish(id, "acme", "", 0, 0, null), "test"))).isEmpty();
      assertThat(Fastest.below(SECOND, () -> untilHeardOf(heard))).isLessThan(SECOND);
    } finally {
      watch.cancel();
    }
  }

  private Duration untilHeardOf(BlockingQueue<AccessChange> heard) throws Exception {
    String id = "k-" + UUID.randomUUID();
    create(id);
    return Fastest.time(() -> key(heard, id));
  }

  private NewKey create(String id) {
    return await(keys.create(new KeyWish(id, "acme", "a test", 60, 0, null), "test")).orElseThrow();
  }

  @Test
  void shouldTellOnlyWhatIsNewToWhoKnowsTheRest() throws Exception {
    String tenant = "t-" + UUID.randomUUID();
    BlockingQueue<AccessChange> heard = new LinkedBlockingQueue<>();
    access.watch(WatchRequest.getDefaultInstance()).select().first().subscribe().with(heard::add);
    AccessChange all = next(heard, change -> true);

    String budget =
        await(budgets.put("b-" + tenant, "tenant", tenant, "month", "tokens", 5, "test"));
    access
        .watch(
            WatchRequest.newBuilder()
                .setStore(all.getStore())
                .setRevision(all.getRevision())
                .build())
        .select()
        .first()
        .subscribe()
        .with(heard::add);
    AccessChange news = next(heard, change -> true);

    assertThat(news.getComplete()).isFalse();
    assertThat(news.getBudgetsList())
        .anyMatch(found -> found.getId().equals(budget) && found.getCap() == 5);
    String again = await(budgets.put("b-other", "tenant", tenant, "month", "tokens", 7, "test"));
    assertThat(again).isEqualTo(budget);
  }

  private static AccessKey key(BlockingQueue<AccessChange> heard, String id) throws Exception {
    AccessChange change =
        next(heard, found -> found.getKeysList().stream().anyMatch(key -> key.getId().equals(id)));
    return change.getKeysList().stream()
        .filter(key -> key.getId().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private static AccessChange next(
      BlockingQueue<AccessChange> heard, Predicate<AccessChange> wanted) throws Exception {
    long until = System.nanoTime() + SOON.toNanos();
    while (System.nanoTime() < until) {
      AccessChange change = heard.poll(1, TimeUnit.SECONDS);
      if (change != null && wanted.test(change)) {
        return change;
      }
    }
    throw new AssertionError("nothing was heard");
  }

  private static byte[] sha256(String text) throws Exception {
    return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
  }

  private static <T> T await(Uni<T> uni) {
    return uni.await().atMost(SOON);
  }
}
