package dev.signalbox.worker.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Measured values by name: a line each as they come, and a JSON object at the end. */
final class BenchRows {
  private static final JsonMapper JSON = new JsonMapper();

  private final ObjectNode values = JSON.createObjectNode();

  /** Seconds since some nanosecond clock's reading. */
  static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }

  /** The shortest of some runs, in seconds. */
  static double best(int runs, Runnable work) {
    double best = Double.MAX_VALUE;
    for (int i = 0; i < runs; i++) {
      long begin = System.nanoTime();
      work.run();
      best = Math.min(best, seconds(begin));
    }
    return best;
  }

  void add(String what, double value, String unit) {
    System.out.printf(Locale.ROOT, "  %-28s %10.3f %s%n", what, value, unit);
    values.put(what, value);
  }

  void describe(String what, String value) {
    values.put(what, value);
  }

  String text(String what) {
    return values.path(what).asText();
  }

  /** Processor seconds that this process has used. */
  static double processorSeconds() {
    return ProcessHandle.current()
        .info()
        .totalCpuDuration()
        .map(time -> time.toMillis() / 1e3)
        .orElse(Double.NaN);
  }

  /** Megabytes of this process in memory; not a number where /proc does not tell. */
  static double residentMegabytes() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.isReadable(status)) {
      return Double.NaN;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmRSS"))
        .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) * 1.024e-3)
        .findFirst()
        .orElse(Double.NaN);
  }

  void write(@Nullable Path file) throws IOException {
    if (file != null) {
      Files.writeString(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(values));
    }
  }
}
