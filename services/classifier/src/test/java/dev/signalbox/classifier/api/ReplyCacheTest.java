package dev.signalbox.classifier.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.contracts.classifier.v1.ClassifyReply;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ReplyCacheTest {
  private static ClassifyReply reply(String task) {
    return ClassifyReply.newBuilder().setTask(task).build();
  }

  @Test
  void shouldForgetTheLeastRecentlyUsed() {
    ReplyCache cache = new ReplyCache(2);
    cache.get("a", () -> reply("1"));
    cache.get("b", () -> reply("2"));
    cache.get("a", () -> reply("3"));
    cache.get("c", () -> reply("4"));

    assertThat(cache.size()).isEqualTo(2);
    assertThat(cache.get("a", () -> reply("5")).reply().join().getTask()).isEqualTo("1");
    assertThat(cache.get("b", () -> reply("6")).repeat()).isFalse();
  }

  @Test
  void shouldWorkOutOnceWhatComesTogetherWithoutHoldingAThread() throws Exception {
    ReplyCache cache = new ReplyCache(8);
    AtomicInteger computed = new AtomicInteger();
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<ReplyCache.Found> first =
          threads.submit(
              () ->
                  cache.get(
                      "k",
                      () -> {
                        computed.incrementAndGet();
                        entered.countDown();
                        awaitQuietly(release);
                        return reply("x");
                      }));
      assertThat(entered.await(2, TimeUnit.MINUTES)).isTrue();
      ReplyCache.Found second =
          cache.get(
              "k",
              () -> {
                computed.incrementAndGet();
                return reply("y");
              });

      assertThat(second.repeat()).isTrue();
      assertThat(second.reply()).isNotDone();
      release.countDown();
      assertThat(first.get(2, TimeUnit.MINUTES).repeat()).isFalse();
      assertThat(second.reply().get(2, TimeUnit.MINUTES).getTask()).isEqualTo("x");
      assertThat(computed).hasValue(1);
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await(2, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void shouldKeepNoFailure() {
    ReplyCache cache = new ReplyCache(8);

    ReplyCache.Found found =
        cache.get(
            "k",
            () -> {
              throw new IllegalStateException("no");
            });

    assertThatThrownBy(found.reply()::join).hasCauseInstanceOf(IllegalStateException.class);
    assertThat(cache.get("k", () -> reply("x")).repeat()).isFalse();
  }
}
