package dev.signalbox.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** The launcher as a process, on free ports, with a data folder of the test's own. */
final class RunningSystem implements AutoCloseable {
  private static final Path ROOT = Path.of(System.getProperty("signalbox.root"));
  private static final Duration READY = Duration.ofMinutes(8);

  /**
   * The ingress goes by its classifier's word and asks the model that it chose, however slow the
   * machine: who takes over from the late is what other tests look at.
   */
  private static final Map<String, String> PATIENCE =
      Map.of(
          "SIGNALBOX_INGRESS_CLASSIFIER_DEADLINE", "30s",
          "SIGNALBOX_INGRESS_UPSTREAMS_CONNECT_TIMEOUT", "30s",
          "SIGNALBOX_INGRESS_UPSTREAMS_FIRST_BYTE_TIMEOUT", "150s",
          "SIGNALBOX_INGRESS_UPSTREAMS_IDLE_TIMEOUT", "150s",
          "SIGNALBOX_INGRESS_UPSTREAMS_DEADLINE", "170s");

  private static final Duration STOPPED = Duration.ofMinutes(3);

  private final Path data;
  private final Process launcher;
  private final List<String> output = new CopyOnWriteArrayList<>();
  private final Properties addresses = new Properties();

  private RunningSystem(Path data, Process launcher) {
    this.data = data;
    this.launcher = launcher;
  }

  /** Returns when the system says that it is ready. */
  static RunningSystem start(Path data, String... options) throws Exception {
    return start(data, Map.of(), options);
  }

  /** As above, with more environment for every process. */
  static RunningSystem start(Path data, Map<String, String> environment, String... options)
      throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.add("-Dsignalbox.root=" + ROOT);
    command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=error");
    command.addAll(List.of("-jar", ROOT.resolve("deploy/local/target/local.jar").toString()));
    command.addAll(
        List.of(
            "run",
            "--free-ports",
            "--no-browser",
            "--ready-within",
            "420",
            "--data",
            data.toString()));
    command.addAll(List.of(options));
    ProcessBuilder builder = new ProcessBuilder(command).directory(ROOT.toFile());
    builder.environment().remove("OPENAI_API_KEY");
    builder.environment().putAll(PATIENCE);
    builder.environment().putAll(environment);
    RunningSystem system = new RunningSystem(data, builder.redirectErrorStream(true).start());
    Thread.ofVirtual().start(system::read);
    system.awaitReady();
    return system;
  }

  private void read() {
    try (BufferedReader reader = launcher.inputReader()) {
      reader.lines().forEach(this::note);
    } catch (IOException | UncheckedIOException e) {
      note("no more output: " + e.getMessage());
    }
  }

  private void note(String line) {
    output.add(line);
    System.out.println("  launcher: " + (line.contains("sk-") ? "(a line with the key)" : line));
  }

  private void awaitReady() throws Exception {
    Waiting.until(
        READY,
        () -> {
          if (launcher.isAlive()) {
            assertThat(output).anyMatch(line -> line.startsWith("signalbox is ready: http://"));
          }
        });
    assertThat(launcher.isAlive()).as(String.join("\n", output)).isTrue();
    try (Reader reader = Files.newBufferedReader(data.resolve("run/addresses.properties"))) {
      addresses.load(reader);
    }
  }

  /** Such as {@code http://127.0.0.1:8080} for a service, {@code 127.0.0.1:9092} for the broker. */
  String address(String program) {
    String address = addresses.getProperty(program);
    assertThat(address).as("address of " + program).isNotNull();
    return address;
  }

  String apiKey() throws IOException {
    return Files.readString(data.resolve("demo.key")).strip();
  }

  String databasePassword() throws IOException {
    return Files.readString(data.resolve("postgres.password")).strip();
  }

  ProcessHandle process(String program) {
    try {
      String pid = Files.readAllLines(data.resolve("run/" + program + ".pid")).getFirst();
      return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<String> output() {
    return List.copyOf(output);
  }

  /** Ctrl-C's twin: SIGTERM, and everything must be gone with status 0. */
  void stop() throws Exception {
    List<ProcessHandle> all = launcher.toHandle().descendants().toList();
    launcher.toHandle().destroy();
    assertThat(launcher.waitFor(STOPPED.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(launcher.exitValue()).isZero();
    assertThat(all).hasSizeGreaterThan(5);
    Waiting.until(
        STOPPED, () -> assertThat(all).as("what is left").noneMatch(ProcessHandle::isAlive));
  }

  @Override
  public void close() throws InterruptedException {
    launcher.toHandle().destroy();
    if (!launcher.waitFor(STOPPED.toSeconds(), TimeUnit.SECONDS)) {
      launcher.destroyForcibly();
    }
  }
}
