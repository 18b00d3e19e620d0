package dev.signalbox.local.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.signalbox.local.folder.DataFolder;
import dev.signalbox.local.folder.ProcessRecord;
import dev.signalbox.local.plan.Program;
import dev.signalbox.local.plan.Readiness;
import dev.signalbox.local.plan.StartFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** With shell scripts for programs, and a port of the test's own for their readiness. */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class SupervisorTest {
  private static final String STAYS =
      "trap 'echo $0 >> %s; exit 0' TERM; while :; do sleep 0.05; done";

  /** Says that its trap is set: a signal before that would end it without a word. */
  private static final String TELLS =
      "trap 'echo $0 >> %s; exit 0' TERM; touch %s/$0.up; while :; do sleep 0.05; done";

  @TempDir private Path data;
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private DataFolder folder;
  private ServerSocket open;

  /** Has a port where nobody listens, and nobody else can. */
  private Socket closed;

  @BeforeEach
  void prepare() throws Exception {
    folder = new DataFolder(data);
    folder.create();
    open = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    closed = new Socket();
    closed.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  @AfterEach
  void closePort() throws IOException {
    open.close();
    closed.close();
  }

  @Test
  void shouldStopTheHigherLayerFirst() throws Exception {
    // given
    Path stops = data.resolve("stops");
    List<Step> steps =
        List.of(
            step("store", 0, TELLS.formatted(stops, data), Set.of()),
            step("front", 1, TELLS.formatted(stops, data), Set.of("store")));

    // when
    try (Supervisor supervisor = supervisor(steps, Set.of())) {
      assertThat(supervisor.start()).isTrue();
      await(() -> Files.exists(data.resolve("store.up")) && Files.exists(data.resolve("front.up")));
    }

    // then
    assertThat(Files.readAllLines(stops)).containsExactly("front", "store");
    assertThat(ProcessRecord.readAll(folder.run())).isEmpty();
  }

  @Test
  void shouldStartNothingThatNeedsWhatDidNotStart() throws Exception {
    Path started = data.resolve("started");
    List<Step> steps =
        List.of(
            step(
                "store",
                0,
                "echo ERROR the store is broken; exit 7",
                Set.of(),
                closed.getLocalPort()),
            step("front", 1, "touch " + started, Set.of("store")));

    try (Supervisor supervisor = supervisor(steps, Set.of())) {
      assertThatExceptionOfType(StartFailure.class)
          .isThrownBy(supervisor::start)
          .withMessageContaining("store ended with status 7 while the system was starting")
          .satisfies(e -> assertThat(e.details()).containsExactly("ERROR the store is broken"));
    }

    assertThat(started).doesNotExist();
  }

  @Test
  void shouldSayWhoWasNotReadyInTime() throws Exception {
    List<Step> steps =
        List.of(step("slow", 0, "while :; do sleep 0.05; done", Set.of(), closed.getLocalPort()));

    try (Supervisor supervisor = supervisor(steps, Set.of(), Duration.ofSeconds(1))) {
      assertThatExceptionOfType(StartFailure.class)
          .isThrownBy(supervisor::start)
          .withMessageContaining("slow was not ready within 1 s");
    }
  }

  @Test
  void shouldEndWithASentenceWhenAProgramDies() throws Exception {
    try (Supervisor supervisor =
        supervisor(List.of(step("store", 0, STAYS.formatted("/dev/null"), Set.of())), Set.of())) {
      supervisor.start();

      process("store").destroyForcibly();

      assertThatExceptionOfType(StartFailure.class)
          .isThrownBy(supervisor::watch)
          .withMessageContaining("store was killed by signal 9");
    }
  }

  @Test
  void shouldStartAgainWhatItWasToldTo() throws Exception {
    try (Supervisor supervisor =
        supervisor(
            List.of(step("store", 0, STAYS.formatted("/dev/null"), Set.of())), Set.of("store"))) {
      // given
      supervisor.start();
      Thread watching = Thread.ofVirtual().start(() -> watch(supervisor));

      // when
      process("store").destroyForcibly();

      // then
      await(() -> lines.contains("store is back"));
      assertThat(process("store").isAlive()).isTrue();
      supervisor.askToStop();
      watching.join();
    }
  }

  @Test
  void shouldEndTheOrphansOfAKilledLauncher() throws Exception {
    // given a watch whose launcher is this test, which lets go of the pipe without a farewell
    Process orphan = new ProcessBuilder("sleep", "600").start();
    OrphanWatch watch = OrphanWatch.start();
    watch.add("TERM", orphan.pid());
    Process other = new ProcessBuilder("sleep", "600").start();
    watch.add("TERM", other.pid());
    watch.remove("TERM", other.pid());

    // when
    watch.abandon();

    // then
    assertThat(orphan.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(other.isAlive()).isTrue();
    other.destroyForcibly();
  }

  @Test
  void shouldEndWhatAnEarlierLauncherLeftBehindAndNothingElse() throws Exception {
    // given
    Process left = new ProcessBuilder("sleep", "600").start();
    ProcessRecord.of("left", left.toHandle()).write(folder.run());
    Process stranger = new ProcessBuilder("sleep", "600").start();
    new ProcessRecord("stranger", stranger.pid(), java.time.Instant.EPOCH).write(folder.run());

    // when
    Leftovers.end(folder, lines::add);

    // then
    assertThat(left.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(stranger.isAlive()).isTrue();
    assertThat(ProcessRecord.readAll(folder.run())).isEmpty();
    stranger.destroyForcibly();
  }

  private void watch(Supervisor supervisor) {
    try {
      supervisor.watch();
    } catch (StartFailure e) {
      lines.add(e.sentence());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void await(java.util.function.BooleanSupplier condition)
      throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("within a minute").isLessThan(deadline);
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  private ProcessHandle process(String name) {
    Optional<ProcessRecord> record = ProcessRecord.read(folder.run(), name);
    return record.flatMap(ProcessRecord::process).orElseThrow();
  }

  private Supervisor supervisor(List<Step> steps, Set<String> restart) throws IOException {
    return supervisor(steps, restart, Duration.ofSeconds(60));
  }

  private Supervisor supervisor(List<Step> steps, Set<String> restart, Duration readyWithin)
      throws IOException {
    Supervisor.Settings settings =
        new Supervisor.Settings(readyWithin, restart, Duration.ofMillis(50));
    return new Supervisor(steps, folder, settings, lines::add);
  }

  private Step step(String name, int layer, String script, Set<String> needs) {
    return step(name, layer, script, needs, open.getLocalPort());
  }

  private static Step step(String name, int layer, String script, Set<String> needs, int port) {
    return Step.of(
        new Program(
            name,
            layer,
            List.of("sh", "-c", script, name),
            Map.of(),
            needs,
            new Readiness.Port(port),
            "TERM",
            Duration.ofSeconds(60),
            "nowhere"));
  }
}
