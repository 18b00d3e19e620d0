package dev.signalbox.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
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
  private final List<String> topics;
  private final Path folder;
  private final int port;
  private final int controllerPort;
  private @Nullable Process process;

  /** Not started yet. */
  public Broker(List<String> topics) {
    this.topics = List.copyOf(topics);
    try {
      folder = Files.createTempDirectory("signalbox-kafka");
      port = freePort();
      controllerPort = freePort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String address() {
    return "127.0.0.1:" + port;
  }

  /** Waits until the broker answers and has the topics. */
  public void start() {
    try {
      process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx256m",
                  "-XX:TieredStopAtLevel=1",
                  "-XX:+UseSerialGC",
                  "-cp",
                  System.getProperty("java.class.path"),
                  BrokerMain.class.getName(),
                  folder.toString(),
                  Integer.toString(port),
                  Integer.toString(controllerPort))
              .redirectErrorStream(true)
              .redirectOutput(
                  ProcessBuilder.Redirect.appendTo(folder.resolve("broker.log").toFile()))
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Awaitility.await("broker, see " + folder.resolve("broker.log"))
        .atMost(Duration.ofSeconds(90))
        .pollInterval(Duration.ofMillis(300))
        .ignoreExceptions()
        .until(this::hasTopics);
  }

  /** As SIGKILL does. */
  public void kill() {
    Process running = process;
    if (running == null) {
      return;
    }
    running.destroyForcibly();
    try {
      running.waitFor(20, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    kill();
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean hasTopics() throws ExecutionException, InterruptedException {
    if (process == null || !process.isAlive()) {
      throw new AssertionError("the broker ended, see " + folder.resolve("broker.log"));
    }
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

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
