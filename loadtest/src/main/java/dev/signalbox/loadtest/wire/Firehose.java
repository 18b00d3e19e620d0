package dev.signalbox.loadtest.wire;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Streams that curl reads as fast as they come, one after the other. Used by one thread. */
final class Firehose {
  private static final String MODEL = "firehose";
  private static final double MEGABYTE = 1e6;
  private static final int MOST_STREAMS = 1_000;

  private final Path config;
  private final Path said;
  private @Nullable Process reader;

  /**
   * @param work a folder for the reader's files
   */
  Firehose(URI ingress, String key, Path work) throws IOException {
    this.config = work.resolve("firehose.curl");
    this.said = work.resolve("firehose.out");
    String body = Bodies.text(MODEL, true, "Go on.").toString().replace("\"", "\\\"");
    // Each address is a stream of its own; a key in a file is in nobody's list of processes.
    StringBuilder lines =
        new StringBuilder("silent\nno-buffer\nheader = \"content-type: application/json\"\n")
            .append("header = \"authorization: Bearer ")
            .append(key)
            .append("\"\ndata = \"")
            .append(body)
            .append("\"\nwrite-out = \"%{stderr}%{size_download}\\n\"\n");
    for (int i = 0; i < MOST_STREAMS; i++) {
      lines.append("url = ").append(ingress.resolve("/v1/chat/completions")).append('\n');
      lines.append("output = /dev/null\n");
    }
    Files.writeString(config, lines);
  }

  void begin() throws IOException {
    reader =
        new ProcessBuilder("curl", "--config", config.toString())
            .redirectError(said.toFile())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
  }

  /** Leaves; answers the megabytes of the streams that had ended. */
  double end() throws IOException, InterruptedException {
    Process running = reader;
    if (running == null) {
      return 0;
    }
    running.destroy();
    if (!running.waitFor(5, TimeUnit.SECONDS)) {
      running.destroyForcibly();
    }
    double bytes = 0;
    for (String line : Files.readAllLines(said, StandardCharsets.UTF_8)) {
      bytes += line.matches("\\d+") ? Double.parseDouble(line) : 0;
    }
    return bytes / MEGABYTE;
  }
}
