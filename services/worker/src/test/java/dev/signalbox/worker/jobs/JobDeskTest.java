package dev.signalbox.worker.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.platform.problem.ProblemException;
import dev.signalbox.platform.spool.EventSpool;
import dev.signalbox.platform.spool.SpoolLimits;
import dev.signalbox.platform.tracing.Traces;
import dev.signalbox.worker.cli.RandomFolder;
import dev.signalbox.worker.engine.EngineOptions;
import dev.signalbox.worker.preprocess.PixelLimits;
import dev.signalbox.worker.prompt.Message;
import dev.signalbox.worker.serving.GenerationEvent;
import dev.signalbox.worker.serving.GenerationListener;
import dev.signalbox.worker.serving.GenerationRequest;
import dev.signalbox.worker.serving.ModelServer;
import dev.signalbox.worker.serving.Sampling;
import dev.signalbox.worker.serving.ServerOptions;
import dev.signalbox.worker.serving.ServingLimits;
import dev.signalbox.worker.serving.ServingObserver;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobDeskTest {
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  @TempDir Path model;
  @TempDir Path folder;

  /** Stands still at its first event until it is told to go on. */
  private static final class Standing implements GenerationListener {
    final CountDownLatch standing = new CountDownLatch(1);
    final CountDownLatch goOn = new CountDownLatch(1);

    @Override
    public void onEvent(GenerationEvent event) {
      standing.countDown();
      try {
        assertThat(goOn.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void onFailure(ProblemException problem) {}
  }

  private static GenerationRequest request() {
    return new GenerationRequest(
        "r",
        "someone",
        List.of(Message.text("user", "hello")),
        1,
        Sampling.GREEDY,
        List.of(),
        OptionalInt.empty(),
        Optional.empty());
  }

  @Test
  void shouldTakeNoJobWhileAnyoneWaits() throws IOException, InterruptedException {
    // given a server with one place
    RandomFolder.write(model, RandomFolder.tiny(), 7);
    ServingLimits one =
        new ServingLimits(1, 64, 256, 65_536, 16 << 20, 2048, 64, 256, 8, Duration.ofSeconds(1));
    ServerOptions options =
        new ServerOptions(new EngineOptions(1), one, PixelLimits.DEFAULT, 1, 0, 0);
    try (ModelServer server = ModelServer.start(model, options, ServingObserver.NONE);
        EventSpool spool = EventSpool.open(folder, SpoolLimits.standard())) {
      server.ready().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
      JobDesk desk =
          new JobDesk(
              new JobSettings("tiny", 2, 1 << 20),
              server,
              spool,
              InstantSource.system(),
              Traces.off());
      assertThat(desk.hasRoom()).isTrue();
      // when it is taken and another request waits
      Standing first = new Standing();
      server.submit(request(), first);
      assertThat(first.standing.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      Standing second = new Standing();
      second.goOn.countDown();
      server.submit(request(), second);
      // then
      assertThat(desk.hasRoom()).isFalse();
      first.goOn.countDown();
      Awaitility.await().atMost(PATIENCE).until(desk::hasRoom);
    }
  }
}
