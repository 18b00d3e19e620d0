package dev.signalbox.ingress.classify;

import static dev.signalbox.ingress.LocalServers.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.contracts.classifier.v1.ClassifierGrpc;
import dev.signalbox.contracts.classifier.v1.ClassifyReply;
import dev.signalbox.contracts.classifier.v1.ClassifyRequest;
import dev.signalbox.edge.tls.PeerTls;
import dev.signalbox.ingress.chat.ChatLimits;
import dev.signalbox.ingress.chat.ChatRequestReader;
import dev.signalbox.ingress.routing.Estimates;
import dev.signalbox.platform.tracing.Span;
import dev.signalbox.platform.tracing.Traceparent;
import dev.signalbox.platform.tracing.Traces;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.grpc.server.GrpcServer;
import io.vertx.grpc.server.GrpcServerRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClassifierClientTest {
  private static final Duration DEADLINE = Duration.ofMillis(300);

  private static final ChatRequestReader READER =
      new ChatRequestReader(new ChatLimits(32, 1 << 20, 8, 2));

  /** More than the resets in half a minute on which a Vert.x server closes a connection: 200. */
  private static final int MANY = 300;

  private static final ClassifyReply REPLY = ClassifyReply.newBuilder().setTask("chat").build();

  private final Vertx vertx = Vertx.vertx();
  private final AtomicInteger unanswered = new AtomicInteger();
  private final AtomicInteger connections = new AtomicInteger();
  private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
  private final CountDownLatch cancelled = new CountDownLatch(1);
  private volatile Behaviour behaviour = Behaviour.PROMPT;
  private ClassifierClient client;
  private int port;
  private Context loop;

  private enum Behaviour {
    PROMPT,
    LATE,
    NEVER
  }

  private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331";
  private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
  private final BlockingQueue<Span> spans = new LinkedBlockingQueue<>();
  private final Traces traces =
      new Traces() {
        @Override
        public boolean on() {
          return true;
        }

        @Override
        public boolean sampleRoot() {
          return false;
        }

        @Override
        public void ended(Span span) {
          spans.add(span);
        }
      };

  @BeforeEach
  void start() throws Exception {
    GrpcServer grpc = GrpcServer.server(vertx);
    grpc.callHandler(ClassifierGrpc.getClassifyMethod(), this::answer);
    HttpServer server =
        await(
            vertx
                .createHttpServer()
                .connectionHandler(connection -> connections.incrementAndGet())
                .requestHandler(http -> serve(http, grpc))
                .listen(0, "127.0.0.1"));
    port = server.actualPort();
    client =
        new ClassifierClient(
            vertx,
            "127.0.0.1",
            port,
            new ClassifierLimits(DEADLINE, 16_000, 10_000, Duration.ofSeconds(1)),
            traces,
            PeerTls.off());
    loop = vertx.getOrCreateContext();
    askUntilAnswered();
  }

  @AfterEach
  void stop() {
    client.close();
    vertx.close();
  }

  @Test
  void shouldKeepItsConnectionThroughABurstOfLateAnswers() throws Exception {
    // given
    behaviour = Behaviour.LATE;

    // when
    int late = 0;
    while (late < MANY) {
      List<CompletableFuture<Classification>> burst =
          IntStream.range(0, MANY).mapToObj(i -> question()).toList();
      for (CompletableFuture<Classification> one : burst) {
        Classification answer = one.get(60, TimeUnit.SECONDS);
        assertThat(answer.estimates()).isNotInstanceOf(Estimates.Answered.class);
        late += answer.estimates() instanceof Estimates.Late ? 1 : 0;
      }
      answerAllThatWait();
    }
    behaviour = Behaviour.PROMPT;

    // then
    askUntilAnswered();
    assertThat(connections).hasValue(1);
  }

  @Test
  void shouldTellTheClassifierItsSpanOfARecordedTraceAndTheCallersOfOthers() throws Exception {
    // when
    question(TRACE + "-01").get(60, TimeUnit.SECONDS);
    String recorded = told.poll(60, TimeUnit.SECONDS);
    question(TRACE + "-00").get(60, TimeUnit.SECONDS);
    String unrecorded = told.poll(60, TimeUnit.SECONDS);

    // then
    Span span = spans.poll(60, TimeUnit.SECONDS);
    assertThat(span).isNotNull();
    assertThat(span.self().text()).isEqualTo(recorded);
    assertThat(span.parent()).isEqualTo(Traceparent.read(TRACE + "-01"));
    assertThat(span.kind()).isEqualTo(Span.Kind.CLIENT);
    assertThat(unrecorded).isEqualTo(TRACE + "-00");
    assertThat(spans).isEmpty();
  }

  @Test
  void shouldGiveUpAnAnswerThatNeverComes() throws Exception {
    // given
    behaviour = Behaviour.NEVER;

    // when
    Classification answer = ask();

    // then
    assertThat(answer.estimates()).isInstanceOf(Estimates.Late.class);
    assertThat(cancelled.await(60, TimeUnit.SECONDS)).isTrue();
  }

  private void serve(HttpServerRequest http, GrpcServer grpc) {
    if (behaviour == Behaviour.NEVER) {
      unanswered.incrementAndGet();
      http.response().exceptionHandler(reset -> cancelled.countDown());
    } else {
      grpc.handle(http);
    }
  }

  private void answer(GrpcServerRequest<ClassifyRequest, ClassifyReply> call) {
    String traceparent = call.headers().get("traceparent");
    if (traceparent != null) {
      told.add(traceparent);
    }
    call.handler(
        request -> {
          if (behaviour == Behaviour.LATE) {
            waiting.add(() -> call.response().end(REPLY));
          } else {
            call.response().end(REPLY);
          }
        });
  }

  private void answerAllThatWait() {
    for (Runnable one = waiting.poll(); one != null; one = waiting.poll()) {
      one.run();
    }
  }

  private void askUntilAnswered() throws Exception {
    long until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!(ask().estimates() instanceof Estimates.Answered)) {
      assertThat(System.nanoTime()).as("the deadline").isLessThan(until);
    }
  }

  @Test
  void shouldNotAskTheSameAgainForATenantThatWasJustAnswered() throws Exception {
    // given
    try (ClassifierClient remembering =
        new ClassifierClient(
            vertx,
            "127.0.0.1",
            port,
            new ClassifierLimits(
                Duration.ofMinutes(1),
                16_000,
                10_000,
                Duration.ofSeconds(1),
                Duration.ofMinutes(5),
                100))) {
      Classification first = question(remembering, "tenant", null).get(60, TimeUnit.SECONDS);

      // when
      behaviour = Behaviour.NEVER;
      Classification again = question(remembering, "tenant", null).get(60, TimeUnit.SECONDS);
      int before = unanswered.get();
      var unused = question(remembering, "another", null);
      // then
      assertThat(first.task()).isEqualTo("chat");
      assertThat(again).isEqualTo(first.again());
      assertThat(before).isZero();
      Awaitility.await()
          .atMost(Duration.ofMinutes(1))
          .untilAsserted(() -> assertThat(unanswered).as("asked for another").hasValue(1));
    }
  }

  private Classification ask() throws Exception {
    return question().get(60, TimeUnit.SECONDS);
  }

  private CompletableFuture<Classification> question() {
    return question(null);
  }

  private CompletableFuture<Classification> question(@Nullable String traceparent) {
    return question(client, "tenant", traceparent);
  }

  private CompletableFuture<Classification> question(
      ClassifierClient client, String tenant, @Nullable String traceparent) {
    CompletableFuture<Classification> answer = new CompletableFuture<>();
    byte[] body =
        "{\"model\":\"auto\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}"
            .getBytes(StandardCharsets.UTF_8);
    Question question = new Question(READER.read(body, body.length), List.of(), List.of(), "1");
    loop.runOnContext(
        nothing -> client.classify(question, tenant, traceparent).onSuccess(answer::complete));
    return answer;
  }
}
