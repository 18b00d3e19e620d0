package dev.signalbox.worker.serving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.platform.problem.ProblemException;
import dev.signalbox.worker.Pictures;
import dev.signalbox.worker.engine.EngineOptions;
import dev.signalbox.worker.engine.LoadWatch;
import dev.signalbox.worker.preprocess.PixelLimits;
import dev.signalbox.worker.prompt.Message;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * A served folder and everything that happened on it, in order. A request may stand still at one of
 * its events and with it the thread that tells it; tests arrange what waits meanwhile, so that no
 * outcome depends on speed.
 */
final class Scene implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofMinutes(4);

  /** What the tiny folder needs for a token: 2 layers of keys and values, 2 heads of 16 floats. */
  static final int BYTES_PER_TOKEN = 2 * 2 * 2 * 16 * Float.BYTES;

  private final ModelServer server;
  private final List<String> happened = Collections.synchronizedList(new ArrayList<>());
  private final List<Asked> asked = new CopyOnWriteArrayList<>();

  Scene(Path folder, ServingLimits limits, long pictureBytes) {
    server =
        ModelServer.start(
            folder,
            new ServerOptions(
                new EngineOptions(1), limits, PixelLimits.DEFAULT, 1, pictureBytes, 0),
            ServingObserver.NONE,
            LoadWatch.NONE);
    server.ready().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
  }

  /** Limits with everything wide but what a test is about. */
  static ServingLimits limits(int running, int tiles, int tokens, int cacheTokens, int prefill) {
    return new ServingLimits(
        running,
        64,
        tiles,
        tokens,
        (long) cacheTokens * BYTES_PER_TOKEN,
        2048,
        64,
        prefill,
        8,
        Duration.ofSeconds(7));
  }

  ModelServer server() {
    return server;
  }

  /** A request that notes its events as "name accepted", "name delta", "name finished". */
  final class Asked implements GenerationListener {
    private final String name;
    private final int standAt;
    private final CountDownLatch standing = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final Ticket ticket;
    private int events;
    private volatile @Nullable ProblemException failure;
    private volatile boolean isOver;

    private Asked(String name, int standAt, GenerationRequest request) {
      this.name = name;
      this.standAt = standAt;
      this.ticket = server.submit(request, this);
    }

    @Override
    public void onEvent(GenerationEvent event) {
      note(
          switch (event) {
            case GenerationEvent.Accepted accepted -> "accepted";
            case GenerationEvent.Delta delta -> "delta";
            case GenerationEvent.Finished finished -> "finished";
          });
      isOver |= event instanceof GenerationEvent.Finished;
    }

    @Override
    public void onFailure(ProblemException problem) {
      failure = problem;
      note("failed");
      isOver = true;
    }

    private void note(String what) {
      happened.add(name + " " + what);
      if (events++ == standAt) {
        standing.countDown();
        awaitOrFail(goOn);
      }
    }

    /** Until its thread stands at the event. */
    Asked stands() {
      awaitOrFail(standing);
      return this;
    }

    void goOn() {
      goOn.countDown();
    }

    /** Is told nothing more, its end neither. */
    void cancel() {
      ticket.cancel();
      isOver = true;
    }

    ProblemException failure() {
      Awaitility.await().atMost(PATIENCE).until(() -> failure != null);
      return Objects.requireNonNull(failure);
    }
  }

  private static void awaitOrFail(CountDownLatch latch) {
    try {
      assertThat(latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Asks; "a1" is tenant a's. The event with this number is where its thread stands; -1 for none.
   */
  Asked ask(String name, int standAt, int maxTokens, Message.Part... parts) {
    return ask(name, standAt, maxTokens, Optional.empty(), parts);
  }

  /** An answer of at least that many tokens. */
  Asked askLong(String name, int standAt, int tokens) {
    String schema = "{\"type\":\"string\",\"minLength\":%d}".formatted(tokens);
    return ask(name, standAt, tokens + 64, Optional.of(schema), text("go on"));
  }

  private Asked ask(
      String name, int standAt, int maxTokens, Optional<String> schema, Message.Part... parts) {
    Asked made =
        new Asked(
            name,
            standAt,
            new GenerationRequest(
                name,
                name.substring(0, 1),
                List.of(new Message("user", List.of(parts))),
                maxTokens,
                Sampling.GREEDY,
                List.of(),
                OptionalInt.empty(),
                schema));
    asked.add(made);
    return made;
  }

  static Message.Part text(String words) {
    return new Message.Part.Text(words);
  }

  /** A square picture: 17 tiles of 16 tokens each; another one for each number. */
  static Message.Part picture(int number) {
    return new Message.Part.Picture(Pictures.png(40 + number, 40 + number));
  }

  /** A PNG whose header is right and whose pixels are not. */
  static Message.Part unreadable(int number) {
    byte[] png = Pictures.png(40 + number, 40 + number);
    byte[] noise = "no pixels at all".getBytes(StandardCharsets.UTF_8);
    System.arraycopy(noise, 0, png, 45, noise.length);
    return new Message.Part.Picture(png);
  }

  /** Until everything asked so far has been read and stands in the scheduler's queue. */
  void allPrepared() {
    Awaitility.await().atMost(PATIENCE).until(() -> server.preparing() == 0);
  }

  /** Until nothing waits and nothing runs, and everybody was told so. */
  void allDone() {
    Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () ->
                server.waiting() + server.running() == 0
                    && asked.stream().allMatch(each -> each.isOver));
  }

  /** Everything that happened, in order. */
  List<String> happened() {
    synchronized (happened) {
      return List.copyOf(happened);
    }
  }

  /** What happened of one kind, by the requests' names. */
  List<String> inOrder(String what) {
    return happened().stream()
        .filter(each -> each.endsWith(" " + what))
        .map(each -> each.substring(0, each.indexOf(' ')))
        .toList();
  }

  /** The requests' names in the order of their first tokens. */
  List<String> firstTokens() {
    return inOrder("delta").stream().distinct().toList();
  }

  /** How often something happened between two other things. */
  long between(String from, String to, String what) {
    List<String> all = happened();
    return all.subList(all.indexOf(from), all.indexOf(to)).stream().filter(what::equals).count();
  }

  @Override
  public void close() {
    server.close();
  }
}
