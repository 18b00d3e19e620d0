package dev.signalbox.local;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.local.folder.DataFolder;
import dev.signalbox.local.folder.ProcessRecord;
import dev.signalbox.local.plan.ReadyMessage;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The launcher as a process of its own, with a real broker and a real database. */
@Timeout(value = 540, unit = TimeUnit.SECONDS)
class LauncherProcessTest {
  @TempDir private Path data;
  private final List<Process> launchers = new ArrayList<>();
  private final List<String> output = Collections.synchronizedList(new ArrayList<>());
  private DataFolder folder;

  @BeforeEach
  void prepare() {
    folder = new DataFolder(data);
  }

  @AfterEach
  void leaveNothing() throws InterruptedException {
    for (Process launcher : launchers) {
      launcher.destroy();
      if (!launcher.waitFor(120, TimeUnit.SECONDS)) {
        launcher.destroyForcibly();
      }
    }
  }

  @Test
  void shouldFindItsTopicsAgainAndStopEverythingOnSigterm() throws Exception {
    // given
    Process first = launch();
    awaitReady();
    Map<String, ProcessHandle> children = children();
    try (Admin admin = admin()) {
      admin.createTopics(List.of(new NewTopic("kept", 1, (short) 1))).all().get();
    }

    // when
    first.destroy();

    // then
    assertThat(first.waitFor(120, TimeUnit.SECONDS)).isTrue();
    assertThat(first.exitValue()).isZero();
    assertThat(children).containsOnlyKeys("kafka", "postgres");
    assertThat(children.values()).noneMatch(ProcessHandle::isAlive);

    // when
    launch();
    awaitReady();

    // then
    try (Admin admin = admin()) {
      assertThat(admin.listTopics().names().get())
          .contains("kept", "signalbox.costs", "signalbox.decisions");
    }
  }

  @Test
  void shouldEndWithASentenceAndANonZeroStatusWhenTheDatabaseDies() throws Exception {
    // given
    Process launcher = launch();
    awaitReady();
    Map<String, ProcessHandle> children = children();

    // when
    requireNonNull(children.get("postgres")).destroyForcibly();

    // then
    assertThat(launcher.waitFor(120, TimeUnit.SECONDS)).isTrue();
    assertThat(launcher.exitValue()).isEqualTo(1);
    assertThat(String.join("\n", output))
        .contains("signalbox: postgres was killed by signal 9")
        .contains("logs/postgres.log");
    assertThat(children.values()).noneMatch(ProcessHandle::isAlive);
  }

  @Test
  void shouldLeaveNoOrphansWhenItIsKilled() throws Exception {
    // given
    Process launcher = launch();
    awaitReady();
    Map<String, ProcessHandle> children = children();

    // when
    launcher.destroyForcibly();

    // then
    for (ProcessHandle child : children.values()) {
      child.onExit().get(120, TimeUnit.SECONDS);
    }
  }

  @Test
  void shouldRefuseATakenPortAndASecondLauncher() throws Exception {
    // given
    launch();
    awaitReady();

    // when
    Process second = launch();

    // then
    assertThat(second.waitFor(120, TimeUnit.SECONDS)).isTrue();
    assertThat(second.exitValue()).isEqualTo(1);
    assertThat(String.join("\n", output)).contains("signalbox already runs on " + data);

    // when
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Process third =
          launch(
              "--data",
              data.resolve("other").toString(),
              "--kafka-port",
              Integer.toString(taken.getLocalPort()));

      // then
      assertThat(third.waitFor(120, TimeUnit.SECONDS)).isTrue();
      assertThat(third.exitValue()).isEqualTo(1);
      assertThat(String.join("\n", output))
          .contains("port " + taken.getLocalPort() + " (kafka) is taken");
    }
  }

  private Process launch(String... more) throws IOException {
    Path module = Path.of(System.getProperty("signalbox.root"), "deploy/local/target");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.add("-Dsignalbox.root=" + System.getProperty("signalbox.root"));
    command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=error");
    command.addAll(List.of("-cp", module.resolve("classes") + ":" + module.resolve("lib") + "/*"));
    command.addAll(List.of("dev.signalbox.local.Signalbox", "run", "--free-ports"));
    command.addAll(List.of("--only", "none", "--no-browser"));
    if (Stream.of(more).noneMatch("--data"::equals)) {
      command.addAll(List.of("--data", data.toString()));
    }
    command.addAll(List.of(more));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    launchers.add(process);
    output.clear();
    Thread.ofVirtual().start(() -> read(process));
    return process;
  }

  private void read(Process process) {
    try (BufferedReader reader = process.inputReader()) {
      reader.lines().forEach(output::add);
    } catch (IOException | java.io.UncheckedIOException e) {
      output.add("no more output: " + e.getMessage());
    }
  }

  private void awaitReady() throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofMinutes(4).toNanos();
    while (List.copyOf(output).stream().noneMatch(l -> l.startsWith(ReadyMessage.FIRST_WORDS))) {
      assertThat(launchers.getLast().isAlive()).as(String.join("\n", output)).isTrue();
      assertThat(System.nanoTime()).as(String.join("\n", output)).isLessThan(deadline);
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  private Map<String, ProcessHandle> children() {
    return ProcessRecord.readAll(folder.run()).stream()
        .filter(record -> !record.name().equals(ProcessRecord.LAUNCHER))
        .collect(Collectors.toMap(ProcessRecord::name, record -> record.process().orElseThrow()));
  }

  private Admin admin() throws IOException {
    String kafka = Addresses.read(folder).get("kafka");
    assertThat(Set.of(kafka)).allMatch(address -> address.startsWith("127.0.0.1:"));
    return Admin.create(Map.of("bootstrap.servers", kafka));
  }
}
