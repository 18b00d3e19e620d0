package dev.signalbox.platform.spool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.platform.cloudevents.CloudEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolDrainTest {
  private static final Duration LONG = Duration.ofSeconds(20);

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
    List<String> said = Collections.synchronizedList(new ArrayList<>());
    try (EventSpool spool = EventSpool.open(directory, SpoolLimits.standard());
        SpoolDrain drain = start(spool, broker, said)) {
      IntStream.range(0, 10).forEach(i -> spool.append("t", Events.event(i)));
      assertThat(broker.refused.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(spool.backlogEvents()).isEqualTo(10);

      broker.down = false;

      assertThat(spool.awaitDelivered(LONG)).isTrue();
      // At least once: the broker may come back in the middle of a batch, which is then sent again.
      assertThat(broker.received.stream().distinct()).hasSize(10);
    }
    assertThat(said).hasSize(2);
    assertThat(said.get(0)).contains("down");
    assertThat(said.get(1)).contains("again");
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

  private static SpoolDrain start(EventSpool spool, EventPublisher broker, List<String> said) {
    return SpoolDrain.start(
        spool, broker, Duration.ofSeconds(5), Duration.ofMillis(300), said::add);
  }
}
