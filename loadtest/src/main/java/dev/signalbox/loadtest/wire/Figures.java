package dev.signalbox.loadtest.wire;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.loadtest.scenario.Result;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.HdrHistogram.Histogram;

/** Everything that was measured, as tables for people and as JSON. */
final class Figures {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final double MICROS = 1_000.0;

  private final ObjectNode all = JSON.createObjectNode();
  private final List<Goal> goals = new ArrayList<>();
  private final List<String> tables = new ArrayList<>();
  private long failed;

  /** Sums of the closed loops. */
  static final class Closed {
    private double directRequests;
    private double directSeconds;
    private double nginxRequests;
    private double nginxSeconds;
    private Duration nginxCpu = Duration.ZERO;
    private double requests;
    private double seconds;
    private Duration cpu = Duration.ZERO;
    private long failed;

    void direct(ClosedLoad.Outcome outcome) {
      directRequests += outcome.requests();
      directSeconds += outcome.seconds();
    }

    void nginx(ClosedLoad.Outcome outcome, Duration spent) {
      nginxRequests += outcome.requests();
      nginxSeconds += outcome.seconds();
      nginxCpu = nginxCpu.plus(spent);
    }

    void ingress(ClosedLoad.Outcome outcome, Duration spent) {
      requests += outcome.requests() - outcome.failed();
      seconds += outcome.seconds();
      failed += outcome.failed();
      cpu = cpu.plus(spent);
    }
  }

  void rate(int rate, Map<String, Result> results, Duration cpu) {
    Result direct = Objects.requireNonNull(results.get("direct"));
    Result through = Objects.requireNonNull(results.get("ingress"));
    ObjectNode at = all.putObject("rate_" + rate);
    StringBuilder table =
        new StringBuilder(
            "| at "
                + rate
                + "/s | requests | failed | p50 ms | p90 ms | p99 ms | max ms |\n|---|---|---|---|---|---|---|\n");
    results.forEach(
        (name, result) -> {
          ObjectNode one = at.putObject(name);
          one.put("requests", result.latency().getTotalCount()).put("failed", result.failed());
          for (double percentile : new double[] {50, 90, 99, 100}) {
            one.put("p" + (int) percentile + "_ms", result.millis(percentile));
          }
          table.append(
              "| %s | %d | %d | %.2f | %.2f | %.2f | %.1f |%n"
                  .formatted(
                      name,
                      result.latency().getTotalCount(),
                      result.failed(),
                      result.millis(50),
                      result.millis(90),
                      result.millis(99),
                      result.millis(100)));
          failed += result.failed();
        });
    double p50 = through.after(direct, 50);
    double p99 = through.after(direct, 99);
    double micros = micros(cpu, (double) through.latency().getTotalCount());
    at.put("added_p50_ms", p50).put("added_p99_ms", p99).put("cpu_us_a_request", micros);
    table.append("CPU of the ingress: %.0f µs a request%n".formatted(micros));
    tables.add(table.toString());
    goals.add(Goal.added("p50 at " + rate + "/s", p50, 0.4));
    goals.add(Goal.added("p99 at " + rate + "/s", p99, 1));
  }

  void streams(StreamLoad.Seen direct, StreamLoad.Seen through) {
    ObjectNode node = all.putObject("streams");
    StringBuilder table =
        new StringBuilder(
            "| streams | chunks | reads | failed | first token p50 / p99 ms | chunk's way p50 / p99 ms |\n|---|---|---|---|---|---|\n");
    row(table, node, "direct", direct);
    row(table, node, "ingress", through);
    double first = at(through.first(), 99) - at(direct.first(), 99);
    double chunk50 = at(through.chunk(), 50) - at(direct.chunk(), 50);
    double chunk99 = at(through.chunk(), 99) - at(direct.chunk(), 99);
    node.put("added_first_token_p50_ms", at(through.first(), 50) - at(direct.first(), 50));
    node.put("added_first_token_p99_ms", first);
    node.put("added_chunk_p50_ms", chunk50).put("added_chunk_p99_ms", chunk99);
    table.append("each chunk is delayed by %.2f ms p50, %.2f ms p99%n".formatted(chunk50, chunk99));
    tables.add(table.toString());
    failed += through.failed().get();
    goals.add(Goal.added("to the first token, p99", first, 1));
  }

  /**
   * @param megabytes of the stream, a second
   */
  void firehose(Result alone, Result beside, double megabytes) {
    double moved = beside.millis(99) - alone.millis(99);
    ObjectNode node = all.putObject("firehose").put("megabytes_per_second", megabytes);
    node.put("alone_p50_ms", alone.millis(50)).put("alone_p99_ms", alone.millis(99));
    node.put("beside_p50_ms", beside.millis(50)).put("beside_p99_ms", beside.millis(99));
    tables.add(
        "| 100 small requests a second | p50 ms | p99 ms | max ms | failed |%n|---|---|---|---|---|%n| alone | %.2f | %.2f | %.1f | %d |%n| beside a stream of %.1f MB/s | %.2f | %.2f | %.1f | %d |%n"
            .formatted(
                alone.millis(50),
                alone.millis(99),
                alone.millis(100),
                alone.failed(),
                megabytes,
                beside.millis(50),
                beside.millis(99),
                beside.millis(100),
                beside.failed()));
    failed += alone.failed() + beside.failed();
    goals.add(Goal.atMost("a firehose moves p99 of small requests by", moved, 2, "ms"));
  }

  private static void row(StringBuilder table, ObjectNode into, String name, StreamLoad.Seen seen) {
    ObjectNode node = into.putObject(name);
    node.put("chunks", seen.chunks().get()).put("reads", seen.reads().get());
    node.put("failed", seen.failed().get());
    node.put("first_p50_ms", at(seen.first(), 50)).put("first_p99_ms", at(seen.first(), 99));
    node.put("chunk_p50_ms", at(seen.chunk(), 50)).put("chunk_p99_ms", at(seen.chunk(), 99));
    table.append(
        "| %s | %d | %d | %d | %.2f / %.2f | %.2f / %.2f |%n"
            .formatted(
                name,
                seen.chunks().get(),
                seen.reads().get(),
                seen.failed().get(),
                at(seen.first(), 50),
                at(seen.first(), 99),
                at(seen.chunk(), 50),
                at(seen.chunk(), 99)));
  }

  void pictures(
      long bytes, ClosedLoad.Outcome direct, ClosedLoad.Outcome nginx, ClosedLoad.Outcome through) {
    ObjectNode node = all.putObject("pictures").put("body_bytes", bytes);
    node.put("direct_per_second", direct.perSecond());
    node.put("nginx_per_second", nginx.perSecond());
    node.put("ingress_per_second", through.perSecond()).put("failed", through.failed());
    tables.add(
        "| bodies of %,d bytes | direct | nginx | ingress |%n|---|---|---|---|%n| a second | %,.0f | %,.0f | %,.0f |%n"
            .formatted(bytes, direct.perSecond(), nginx.perSecond(), through.perSecond()));
    failed += through.failed();
    goals.add(Goal.atLeast("picture bodies", through.perSecond(), 3_500, "a second"));
  }

  void closed(Closed sums, long residentBytes, double waiting) {
    double perSecond = sums.requests / sums.seconds;
    double micros = micros(sums.cpu, sums.requests);
    double nginxMicros = micros(sums.nginxCpu, sums.nginxRequests);
    ObjectNode node = all.putObject("closed_loop");
    node.put("direct_per_second", sums.directRequests / sums.directSeconds);
    node.put("nginx_per_second", sums.nginxRequests / sums.nginxSeconds);
    node.put("nginx_cpu_us_a_request", nginxMicros);
    node.put("ingress_per_second", perSecond).put("ingress_cpu_us_a_request", micros);
    node.put("failed", sums.failed);
    node.put("resident_bytes", residentBytes).put("events_waiting", waiting);
    tables.add(
        "| closed loop | direct | nginx | ingress |%n|---|---|---|---|%n| requests/s | %,.0f | %,.0f | %,.0f |%n| CPU µs a request | | %.0f | %.0f |%nresident: %d MB; failed: %d; events that wait for Kafka at the end: %,.0f%n"
            .formatted(
                sums.directRequests / sums.directSeconds,
                sums.nginxRequests / sums.nginxSeconds,
                perSecond,
                nginxMicros,
                micros,
                residentBytes >> 20,
                sums.failed,
                waiting));
    failed += sums.failed;
    goals.add(Goal.atMost("CPU, everything of the process", micros, 45, "µs a request"));
    goals.add(Goal.atLeast("throughput of one core", perSecond, 20_000, "a second"));
  }

  private static double micros(Duration cpu, double requests) {
    return requests > 0 ? cpu.toNanos() / MICROS / requests : 0;
  }

  private static double at(Histogram histogram, double percentile) {
    return histogram.getValueAtPercentile(percentile) / MICROS;
  }

  long failed() {
    return failed;
  }

  void print(PrintStream out) {
    tables.forEach(table -> out.println("\n" + table.stripTrailing()));
    out.println("\n| goal | | measured | |\n|---|---|---|---|");
    goals.forEach(goal -> out.println(goal.row()));
  }

  void write(Path file) throws IOException {
    var list = all.putArray("goals");
    for (Goal goal : goals) {
      list.addObject()
          .put("what", goal.what())
          .put("measured", goal.measured())
          .put("bound", goal.bound())
          .put("at_most", goal.atMost())
          .put("unit", goal.unit())
          .put("met", goal.met());
    }
    Path parent = file.toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    Files.writeString(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(all) + "\n");
  }
}
