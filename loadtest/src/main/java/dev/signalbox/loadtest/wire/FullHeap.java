package dev.signalbox.loadtest.wire;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** What a JVM keeps: its heap in use after a full collection. */
final class FullHeap {
  private FullHeap() {}

  /**
   * In bytes.
   *
   * @param address where the process shows its metrics
   */
  static long inUse(Path jcmd, long pid, URI address) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(jcmd.toString(), Long.toString(pid), "GC.run")
            .redirectErrorStream(true)
            .start();
    process.getInputStream().readAllBytes();
    process.waitFor();
    try (var in = address.resolve("/q/metrics").toURL().openStream()) {
      return (long)
          new String(in.readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .filter(line -> line.startsWith("jvm_memory_used_bytes{area=\"heap\""))
              .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
              .sum();
    }
  }
}
