package dev.signalbox.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A second ingress beside a running system's own: the same command, with places of its own. */
final class Replica implements AutoCloseable {
  private static final Duration READY = Duration.ofMinutes(2);
  private static final Pattern LISTENING = Pattern.compile("Listening on: (http://[^ \\n]+)");
  private static final List<String> OWN =
      List.of(
          "signalbox.ingress.events.spool",
          "signalbox.ingress.batches.directory",
          "signalbox.ingress.control.snapshot");

  private final RunningSystem system;
  private final Process process;
  private final Path log;
  private String address = "";

  private Replica(RunningSystem system, Process process, Path log) {
    this.system = system;
    this.process = process;
    this.log = log;
  }

  /** Returns when it is ready. */
  static Replica of(RunningSystem system, Path data) throws Exception {
    return of(system, data, Map.of(), Map.of());
  }

  /** As above, with more environment, and with settings in the place of the first one's. */
  static Replica of(
      RunningSystem system,
      Path data,
      Map<String, String> environment,
      Map<String, String> settings)
      throws Exception {
    ProcessHandle.Info first = system.process("ingress").info();
    List<String> command = new ArrayList<>();
    command.add(first.command().orElseThrow());
    for (String argument : first.arguments().orElseThrow()) {
      command.add(moved(argument, data.resolve("replica"), settings));
    }
    Path log = data.resolve("replica.log");
    File output = log.toFile();
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output);
    builder.environment().putAll(environment);
    Replica replica = new Replica(system, builder.start(), log);
    try {
      replica.awaitReady();
    } catch (Exception | AssertionError e) {
      replica.close();
      throw e;
    }
    return replica;
  }

  private static String moved(String argument, Path data, Map<String, String> settings) {
    for (Map.Entry<String, String> setting : settings.entrySet()) {
      if (argument.startsWith("-D" + setting.getKey() + "=")) {
        return "-D" + setting.getKey() + "=" + setting.getValue();
      }
    }
    if (argument.startsWith("-Dquarkus.http.port=")) {
      return "-Dquarkus.http.port=0";
    }
    for (String own : OWN) {
      if (argument.startsWith("-D" + own + "=")) {
        return "-D" + own + "=" + data.resolve(own);
      }
    }
    return argument;
  }

  private void awaitReady() throws Exception {
    Waiting.until(
        READY,
        () -> {
          Matcher listening = LISTENING.matcher(Files.readString(log));
          assertThat(listening.find()).as("a replica that listens").isTrue();
          address = listening.group(1);
          assertThat(RestAssured.get(address + "/q/health/ready").statusCode()).isEqualTo(200);
        });
  }

  String address() {
    return address;
  }

  /** What it has logged so far. */
  String log() throws IOException {
    return Files.readString(log);
  }

  Response send(String path, Map<String, ?> body) throws IOException {
    return RestAssured.given()
        .header("authorization", "Bearer " + system.apiKey())
        .contentType(ContentType.JSON)
        .body(body)
        .post(address + path);
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(1, TimeUnit.MINUTES)) {
      process.destroyForcibly();
    }
  }
}
