package dev.signalbox.ingress.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.signalbox.edge.tls.PeerTls;
import dev.signalbox.ingress.LocalServers;
import dev.signalbox.ingress.chat.AnswerReading;
import dev.signalbox.ingress.fleet.Fleet;
import dev.signalbox.ingress.fleet.Pick;
import dev.signalbox.ingress.pool.PoolSnapshot;
import dev.signalbox.ingress.pool.SmallPool;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A model on workers that are found by their labels: real gRPC servers, one connection each. */
class WorkersClientTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final FleetLimits LIMITS =
      new FleetLimits(3, Duration.ofMillis(100), Duration.ofMinutes(1), 1_000);

  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final List<Pick.Why> picks = new CopyOnWriteArrayList<>();
  private final List<UpstreamFailure.Kind> failovers = new CopyOnWriteArrayList<>();
  private final List<TestWorker> all = new ArrayList<>();
  private final Workers workers =
      new Workers(
          vertx,
          CancelledRequestsTest.LIMITS,
          LIMITS,
          new FleetObserver() {
            @Override
            public void picked(String model, Pick.Why why) {
              picks.add(why);
            }

            @Override
            public void failedOver(String model, UpstreamFailure.Kind kind) {
              failovers.add(kind);
            }
          },
          PeerTls.off());
  private final ModelClients clients =
      new ModelClients(vertx, CancelledRequestsTest.LIMITS, Map.of(), PeerTls.off(), workers);

  @BeforeEach
  void start() throws Exception {
    for (String name : List.of("one", "two", "three")) {
      all.add(new TestWorker(vertx, name));
    }
    clients.use(pool());
  }

  @AfterEach
  void stop() throws Exception {
    clients.close();
    workers.close();
    LocalServers.await(vertx.close());
  }

  @Test
  void shouldSendLaterTurnsWhereTheFirstWasComputed() throws Exception {
    use(all);
    String first = ask("Write a sonnet.").text();

    for (int turn = 0; turn < 5; turn++) {
      assertThat(ask("Write a sonnet.").text()).isEqualTo(first);
    }
    assertThat(picks.getFirst()).isEqualTo(Pick.Why.HOME);
    assertThat(picks.subList(1, picks.size())).containsOnly(Pick.Why.HOLDER);
  }

  @Test
  void shouldSpreadDifferentConversations() throws Exception {
    use(all);
    // Before they have told their places one may count for many.
    await()
        .atMost(PATIENCE)
        .until(() -> workers.views().stream().allMatch(view -> view.places() == 8));
    for (int i = 0; i < 40; i++) {
      ask("Question " + i);
    }

    assertThat(all).allSatisfy(worker -> assertThat(worker.asked.get()).isPositive());
  }

  @Test
  void shouldLeaveOneThatSaysItIsBusyWithOthersRequests() throws Exception {
    use(all);
    TestWorker holder = named(ask("Write a sonnet.").text());
    holder.running = 30;
    // All have told their places by then: shares are of what all of them have.
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                workers.views().stream().allMatch(view -> view.places() == 8)
                    && workers.views().stream().anyMatch(view -> view.busy() == 30));

    assertThat(ask("Write a sonnet.").text()).isNotEqualTo(holder.name);
  }

  @Test
  void shouldAskAnotherWhenOneIsGone() throws Exception {
    use(all);
    TestWorker holder = named(ask("Write a sonnet.").text());
    holder.stop();

    Heard heard = ask("Write a sonnet.");

    assertThat(heard.text()).isNotEmpty().isNotEqualTo(holder.name);
    assertThat(heard.ending.getNow("")).isEqualTo("done");
    await()
        .atMost(PATIENCE)
        .until(() -> workers.views().stream().filter(Workers.View::resting).count() == 1);
  }

  @Test
  void shouldAskAnotherWhenOneIsFullAndLeaveItAloneAsLongAsItSaid() throws Exception {
    use(all);
    TestWorker holder = named(ask("Write a sonnet.").text());
    holder.way = TestWorker.Way.FULL;
    int before = holder.asked.get();

    assertThat(ask("Write a sonnet.").text()).isNotEqualTo(holder.name);
    assertThat(ask("Write a sonnet.").text()).isNotEqualTo(holder.name);
    assertThat(holder.asked.get()).isEqualTo(before + 1);
    assertThat(failovers).containsExactly(UpstreamFailure.Kind.RATE_LIMITED);
  }

  @Test
  void shouldTellBeganOnceWhenOneDiesBeforeAWord() throws Exception {
    use(all);
    TestWorker holder = named(ask("Write a sonnet.").text());
    holder.way = TestWorker.Way.DIES;

    Heard heard = ask("Write a sonnet.");

    assertThat(heard.text()).isNotEmpty().isNotEqualTo(holder.name);
    assertThat(heard.began.get()).isEqualTo(1);
  }

  @Test
  void shouldNotRiskAThirdWorkerOnARequestThatEndsThem() throws Exception {
    use(all);
    all.forEach(worker -> worker.way = TestWorker.Way.DIES);

    assertThat(ask("a poison").ending.get()).contains("closed the connection");
    assertThat(all.stream().mapToInt(worker -> worker.asked.get()).sum()).isEqualTo(2);
  }

  @Test
  void shouldNotStartAgainAfterAWord() throws Exception {
    use(all);
    all.forEach(worker -> worker.way = TestWorker.Way.BREAKS);

    Heard heard = ask("Write a sonnet.");

    assertThat(heard.ending.get()).contains("It failed");
    assertThat(all.stream().mapToInt(worker -> worker.asked.get()).sum()).isEqualTo(1);
  }

  @Test
  void shouldTryNoMoreThanAllowedAndTellTheLastFailure() throws Exception {
    TestWorker fourth = new TestWorker(vertx, "four");
    List<TestWorker> four = Stream.concat(all.stream(), Stream.of(fourth)).toList();
    four.forEach(worker -> worker.way = TestWorker.Way.FAILS);
    use(four);

    assertThat(ask("Write a sonnet.").ending.get()).contains("It failed");
    assertThat(four.stream().mapToInt(worker -> worker.asked.get()).sum()).isEqualTo(3);
  }

  @Test
  void shouldFollowTheFleetAndSayWhenThereIsNobody() throws Exception {
    assertThat(clients.health().trouble("see")).get().asString().contains("watches no cluster");
    use(List.of());
    assertThat(clients.health().trouble("see")).get().asString().contains("no worker");
    assertThat(ask("Anyone?").ending.get()).isEqualTo("No worker with its labels takes requests.");

    use(all.subList(0, 1));
    assertThat(clients.health().trouble("see")).isEmpty();
    assertThat(ask("Anyone?").text()).isEqualTo("one");

    use(all.subList(1, 2));
    assertThat(ask("Anyone?").text()).isEqualTo("two");
  }

  @Test
  void shouldLetAnAnswerUnderWayEndWhenItsWorkerLeaves() throws Exception {
    all.get(0).way = TestWorker.Way.HANGS;
    use(all.subList(0, 1));
    Heard heard = new Heard();
    ModelCall call = start("Slowly.", heard);
    await().atMost(PATIENCE).until(() -> heard.began.get() == 1);

    use(all.subList(1, 2));
    assertThat(ask("Anyone?").text()).as("new ones go elsewhere").isEqualTo("two");
    assertThat(heard.ending).as("and the old one goes on").isNotDone();
    assertThat(all.get(0).cancelled).isEmpty();

    context.runOnContext(now -> call.cancel());
    await().atMost(PATIENCE).until(() -> !all.get(0).cancelled.isEmpty());
  }

  @Test
  void shouldNotAskWorkersThatNoModelChoosesFrom() throws Exception {
    use(all);
    await().atMost(PATIENCE).until(() -> all.stream().allMatch(w -> w.described.get() > 0));
    clients.use(new PoolSnapshot("none", Map.of(), Map.of()));
    TestWorker later = new TestWorker(vertx, "later");
    use(List.of(all.get(0), later));
    int before = all.get(0).described.get();

    // Three looks would have come by then; one may have been under way.
    vertx.setTimer(350, passed -> picks.add(Pick.Why.NEXT));
    await().atMost(PATIENCE).until(() -> picks.contains(Pick.Why.NEXT));
    assertThat(later.described.get()).isZero();
    assertThat(all.get(0).described.get()).isLessThanOrEqualTo(before + 1);
  }

  private void use(List<TestWorker> now) {
    workers.use(new Fleet(now.stream().map(TestWorker::endpoint).toList()));
  }

  private TestWorker named(String name) {
    return all.stream().filter(worker -> worker.name.equals(name)).findFirst().orElseThrow();
  }

  private Heard ask(String text) throws Exception {
    Heard heard = new Heard();
    start(text, heard);
    heard.ending.get(120, TimeUnit.SECONDS);
    return heard;
  }

  private ModelCall start(String text, Heard heard) throws Exception {
    CompletableFuture<ModelCall> started = new CompletableFuture<>();
    context.runOnContext(
        now ->
            started.complete(
                clients
                    .of("see")
                    .orElseThrow()
                    .start(LocalUpstream.order(text, true), PATIENCE, heard)
                    .orElseThrow()));
    return started.get(120, TimeUnit.SECONDS);
  }

  private static PoolSnapshot pool() {
    return SmallPool.of(
        "see",
        "worker: {selector: {signalbox.dev/pool: gpu, signalbox.dev/zone: cluster}, model: see}");
  }

  /** What was heard of one attempt. */
  private static final class Heard extends Ending {
    final List<String> chunks = new CopyOnWriteArrayList<>();
    final AtomicInteger began = new AtomicInteger();

    String text() {
      return Stream.of("one", "two", "three", "four", "later")
          .filter(name -> String.join("", chunks).contains("\"content\":\"" + name + "\""))
          .findFirst()
          .orElse("");
    }

    @Override
    public void began() {
      began.incrementAndGet();
    }

    @Override
    public void chunk(byte[] json, int length, AnswerReading reading) {
      chunks.add(new String(json, 0, length, StandardCharsets.UTF_8));
    }
  }
}
