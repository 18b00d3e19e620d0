package dev.signalbox.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * A Kafka broker in its own JVM, so that a test can kill it and start it again with its data. Each
 * topic has two partitions.
 */
public final class Broker implements AutoCloseable {
  private static final int STARTS = 5;

  private final List<String> topics;
  private final Path folder;
  private List<Integer> ports;
  private boolean begun;
  private @Nullable Process process;

  /** Not started yet. */
  public Broker(List<String> topics) {
    this.topics = List.copyOf(topics);
    try {
      folder = Files.createTempDirectory("signalbox-kafka");
      ports = FreePorts.some(2);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String address() {
    return "127.0.0.1:" + ports.get(0);
  }

  /**
   * Waits until the broker answers and has the topics. Where somebody else took its ports before it
   * did, it begins anew on others, and has another address from then on.
   */
  public void start() {
    for (int tried = 1; !started(); tried++) {
      if (begun || tried == STARTS) {
        throw new AssertionError("the broker ended, see " + log());
      }
      try {
        deleteAll();
        Files.createDirectories(folder);
        ports = FreePorts.some(2);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    begun = true;
  }

  private Path log() {
    return folder.resolve("broker.log");
  }

  /** Whether it answers; it does not where its process ended. */
  private boolean started() {
    Process running;
    try {
      running =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx256m",
                  "-XX:TieredStopAtLevel=1",
                  "-XX:+UseSerialGC",
                  "-cp",
                  System.getProperty("java.class.path"),
                  BrokerMain.class.getName(),
                  folder.toString(),
                  Integer.toString(ports.get(0)),
                  Integer.toString(ports.get(1)))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    process = running;
    Awaitility.await("broker, see " + log())
        .atMost(Duration.ofMinutes(3))
        .pollInterval(Duration.ofMillis(300))
        .ignoreExceptions()
        .until(() -> !running.isAlive() || hasTopics());
    return running.isAlive();
  }

  /** As SIGKILL does. */
  public void kill() {
    Process running = process;
    if (running == null) {
      return;
    }
    running.destroyForcibly();
    try {
      running.waitFor(60, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    kill();
    try {
      deleteAll();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void deleteAll() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    }
  }

  private boolean hasTopics() throws ExecutionException, InterruptedException {
    try (Admin admin =
        Admin.create(
            Map.of(
                "bootstrap.servers", address(),
                "request.timeout.ms", "2000",
                "default.api.timeout.ms", "3000"))) {
      var present = admin.listTopics().names().get();
      var absent =
          topics.stream()
              .filter(topic -> !present.contains(topic))
              .map(topic -> new NewTopic(topic, 2, (short) 1))
              .toList();
      if (!absent.isEmpty()) {
        admin.createTopics(absent).all().get();
        return false;
      }
      return true;
    }
  }
}
