package dev.signalbox.platform.spool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.platform.cloudevents.CloudEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolDrainTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir private Path directory;

  /**
   * A broker that can be taken away: it fails every {@code failEvery}-th publication while it is
   * down.
   */
  private static final class FakeBroker implements EventPublisher {
    private final List<String> received = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch refused = new CountDownLatch(3);
    private volatile boolean down;

    @Override
    public CompletionStage<Void> publish(String topic, CloudEvent event) {
      if (down) {
        refused.countDown();
        return CompletableFuture.failedFuture(new IllegalStateException("down"));
      }
      received.add(event.id());
      return CompletableFuture.completedFuture(null);
    }
  }

  @Test
  void shouldDeliverEverythingInOrderFromManyThreads() throws Exception {
    FakeBroker broker = new FakeBroker();
    try (EventSpool spool = EventSpool.open(directory, SpoolLimits.standard());
        SpoolDrain drain = start(spool, broker, new ArrayList<>())) {
      List<Thread> threads =
          IntStream.range(0, 4)
              .mapToObj(
                  t ->
                      Thread.ofPlatform()
                          .start(
                              () ->
                                  IntStream.range(t * 1_000, t * 1_000 + 1_000)
                                      .forEach(i -> spool.append("t", Events.event(i)))))
              .toList();
      for (Thread thread : threads) {
        thread.join();
      }

      assertThat(spool.awaitDelivered(LONG)).isTrue();
      assertThat(broker.received).hasSize(4_000).doesNotHaveDuplicates();
      for (int t = 0; t < 4; t++) {
        int thread = t;
        assertThat(broker.received.stream().map(Integer::valueOf).filter(i -> i / 1_000 == thread))
            .isSorted();
      }
    }
  }

  @Test
  void shouldHoldEventsWhileTheBrokerIsDownAndSaySoOnce() throws Exception {
    FakeBroker broker = new FakeBroker();
    broker.down = true;
    BlockingQueue<String> said = new LinkedBlockingQueue<>();
    try (EventSpool spool = EventSpool.open(directory, SpoolLimits.standard());
        SpoolDrain drain = start(spool, broker, said)) {
      IntStream.range(0, 10).forEach(i -> spool.append("t", Events.event(i)));
      assertThat(broker.refused.await(60, TimeUnit.SECONDS)).isTrue();
      assertThat(spool.backlogEvents()).isEqualTo(10);

      broker.down = false;

      assertThat(spool.awaitDelivered(LONG)).isTrue();
      // At least once: the broker may come back in the middle of a batch, which is then sent again.
      assertThat(broker.received.stream().distinct()).hasSize(10);
      assertThat(said.poll(60, TimeUnit.SECONDS)).contains("down");
      assertThat(said.poll(60, TimeUnit.SECONDS)).contains("again");
    }
    assertThat(said).isEmpty();
  }

  @Test
  void shouldLetNothingOvertakeWhatWasRefused() throws Exception {
    // given a broker that refuses every third call: of a batch sent at once, later ones would pass
    List<String> received = Collections.synchronizedList(new ArrayList<>());
    AtomicInteger calls = new AtomicInteger();
    EventPublisher moody =
        (topic, event) -> {
          if (calls.incrementAndGet() % 3 == 0) {
            return CompletableFuture.failedFuture(new IllegalStateException("not now"));
          }
          received.add(event.id());
          return CompletableFuture.completedFuture(null);
        };
    try (EventSpool spool = EventSpool.open(directory, SpoolLimits.standard())) {
      IntStream.range(0, 12).forEach(i -> spool.append("t", Events.event(i)));
      try (SpoolDrain drain = start(spool, moody, new ArrayList<>())) {
        assertThat(spool.awaitDelivered(LONG)).isTrue();
      }
    }
    assertThat(received)
        .containsExactlyElementsOf(
            IntStream.range(0, 12).mapToObj(i -> Events.event(i).id()).toList());
  }

  @Test
  void shouldKeepTheBacklogForTheNextProcessWhenClosedDuringAnOutage() {
    FakeBroker broker = new FakeBroker();
    broker.down = true;
    try (EventSpool spool = EventSpool.open(directory, SpoolLimits.standard());
        SpoolDrain drain = start(spool, broker, new ArrayList<>())) {
      spool.append("t", Events.event(1));
    }

    try (EventSpool spool = EventSpool.open(directory, SpoolLimits.standard())) {
      assertThat(spool.backlogEvents()).isEqualTo(1);
    }
  }

  /** An interrupted thread closes the file that it reads, and with it everybody's. */
  @Test
  void shouldLeaveTheSpoolWholeWheneverItEnds() {
    SpoolLimits restless = new SpoolLimits(64 << 20, 64 << 10, Duration.ofNanos(1));
    try (EventSpool spool = EventSpool.open(directory, restless)) {
      for (int i = 0; i < 100; i++) {
        spool.append("t", Events.event(i));
        SpoolDrain.start(spool, new FakeBroker(), Duration.ofSeconds(5), Duration.ZERO, text -> {})
            .close();
      }
      spool.append("t", Events.event(100));
      assertThat(spool.read(1_000)).last().extracting(last -> last.event().id()).isEqualTo("100");
    }
  }

  /** A producer that waits for its broker's names does so for a minute. */
  @Test
  void shouldNotWaitForAPublisherThatBlocks() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    EventPublisher blocks =
        (topic, event) -> {
          asked.countDown();
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            interrupted.countDown();
          }
          return CompletableFuture.failedFuture(new IllegalStateException("interrupted"));
        };
    try (EventSpool spool = EventSpool.open(directory, SpoolLimits.standard())) {
      spool.append("t", Events.event(1));
      try (SpoolDrain drain = start(spool, blocks, new ArrayList<>())) {
        assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
      }
      assertThat(interrupted.await(60, TimeUnit.SECONDS)).isTrue();
      assertThat(spool.backlogEvents()).isEqualTo(1);
    }
  }

  private static SpoolDrain start(
      EventSpool spool, EventPublisher broker, Collection<String> said) {
    return SpoolDrain.start(
        spool, broker, Duration.ofSeconds(5), Duration.ofMillis(300), said::add);
  }
}
