package dev.signalbox.loadtest.scenario;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongFunction;
import org.HdrHistogram.Histogram;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * How much the ingress adds to a call: the same requests straight to the simulator and through the
 * ingress, in turns within one run, so that both meet the same machine.
 */
@Command(
    name = "bench-ingress",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Measures what the ingress adds to a direct call. Stops by itself.")
public final class BenchIngress implements Callable<Integer> {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Option(
      names = "--direct",
      required = true,
      description = "The provider, such as http://127.0.0.1:8089/v1")
  private URI direct = URI.create("http://127.0.0.1:8089/v1");

  @Option(
      names = "--through",
      required = true,
      description = "The ingress, such as http://127.0.0.1:8080/v1")
  private URI through = URI.create("http://127.0.0.1:8080/v1");

  @Mixin private ApiKey key = new ApiKey();

  @Option(
      names = "--model",
      defaultValue = "auto",
      description =
          "Asked of the ingress; the provider is asked for the model that answers. Default: ${DEFAULT-VALUE}")
  private String model = "auto";

  @Option(
      names = "--rate",
      split = ",",
      defaultValue = "300",
      description = "Requests a second. Default: ${DEFAULT-VALUE}")
  private List<Integer> rates = List.of();

  @Option(
      names = "--turn-seconds",
      defaultValue = "5",
      description = "Length of a turn. Default: ${DEFAULT-VALUE}")
  private int turnSeconds;

  @Option(
      names = "--turns",
      defaultValue = "6",
      description = "Turns of each. Default: ${DEFAULT-VALUE}")
  private int turns;

  @Option(
      names = "--warm-up-seconds",
      defaultValue = "80",
      description = "Load before anything counts. Default: ${DEFAULT-VALUE}")
  private int warmUpSeconds;

  @Option(
      names = "--warm-up-rate",
      defaultValue = "600",
      description =
          "Requests a second of that load: enough of them for the JVM to have compiled what counts. Default: ${DEFAULT-VALUE}")
  private int warmUpRate;

  @Option(
      names = "--prompt",
      defaultValue =
          "Compare two ways to schedule trains over one track and argue for the better one.",
      description = "Default: ${DEFAULT-VALUE}")
  private String prompt = "";

  @Option(
      names = "--same-prompt",
      description = "Ask the same each time, so that the classifier's cache answers")
  private boolean samePrompt;

  @Option(
      names = "--process",
      description =
          "A process of the way through, as name=pid: its CPU time a request and its memory are shown. May be repeated")
  private List<String> processes = List.of();

  private long timetable;

  /**
   * One rate's outcome.
   *
   * @param cpu CPU time of each watched process while requests went through the ingress
   */
  private record Row(int rate, Result direct, Result through, Map<WatchedProcess, Duration> cpu) {}

  @Override
  public Integer call()
      throws InterruptedException, ExecutionException, TimeoutException, IOException {
    Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    try (OpenLoop load = new OpenLoop(vertx)) {
      Target ingress = new Target("ingress", through, key.secret(), model);
      String answering =
          JSON.readTree(load.ask(ingress, body(model, prompt)).getBytes()).path("model").asText();
      Target provider = new Target("provider", direct, "none", answering);
      load.ask(provider, body(answering, prompt));
      System.out.printf("%s is answered by %s; warming up%n", model, answering);
      warmUp(load, ingress, provider);
      List<Row> rows = new ArrayList<>();
      for (int rate : rates) {
        rows.add(measure(load, ingress, provider, rate));
      }
      print(rows);
      printProcesses(rows);
      return rows.stream().allMatch(r -> r.direct().failed() + r.through().failed() == 0) ? 0 : 1;
    }
  }

  private void warmUp(OpenLoop load, Target ingress, Target provider) throws InterruptedException {
    Duration quarter = Duration.ofSeconds(Math.max(1, warmUpSeconds / 4));
    load.run(provider, bodies(provider.model()), warmUpRate, quarter);
    load.run(ingress, bodies(ingress.model()), warmUpRate, quarter.multipliedBy(2));
    load.run(ingress, bodies(ingress.model()), rates.getFirst(), quarter);
  }

  private Row measure(OpenLoop load, Target ingress, Target provider, int rate)
      throws InterruptedException, IOException {
    List<WatchedProcess> watched = processes.stream().map(WatchedProcess::parse).toList();
    Map<WatchedProcess, Duration> cpu = new LinkedHashMap<>();
    Duration turn = Duration.ofSeconds(turnSeconds);
    Result straight = Result.none();
    Result around = Result.none();
    for (int i = 0; i < turns; i++) {
      straight = straight.plus(load.run(provider, bodies(provider.model()), rate, turn));
      for (WatchedProcess process : watched) {
        cpu.merge(process, process.cpu().negated(), Duration::plus);
      }
      around = around.plus(load.run(ingress, bodies(ingress.model()), rate, turn));
      for (WatchedProcess process : watched) {
        cpu.merge(process, process.cpu(), Duration::plus);
      }
      System.out.printf("turn %d of %d at %d/s%n", i + 1, turns, rate);
    }
    return new Row(rate, straight, around, cpu);
  }

  /** Every request differs from all before, so that no cache answers for the classifier. */
  private LongFunction<Buffer> bodies(String asked) {
    return n -> body(asked, samePrompt ? prompt : prompt + " Timetable " + timetable++ + ".");
  }

  private Buffer body(String asked, String text) {
    ObjectNode body = JSON.createObjectNode().put("model", asked);
    body.putArray("messages").addObject().put("role", "user").put("content", text);
    body.putObject("simulator")
        .put("output_tokens", 40)
        .put("first_token_millis", 0)
        .put("token_micros", 0);
    return Buffer.buffer(body.toString());
  }

  private static void print(List<Row> rows) {
    System.out.println();
    System.out.println("| rate/s | path | requests | failed | p50 ms | p90 ms | p99 ms | max ms |");
    System.out.println("|---|---|---|---|---|---|---|---|");
    for (Row row : rows) {
      line(row.rate(), "direct", row.direct());
      line(row.rate(), "through the ingress", row.through());
      System.out.printf(
          "| %d | **added** | | | **%.2f** | **%.2f** | **%.2f** | |%n",
          row.rate(),
          row.through().millis(50) - row.direct().millis(50),
          row.through().millis(90) - row.direct().millis(90),
          row.through().millis(99) - row.direct().millis(99));
    }
    System.out.println();
    System.out.println("Where the ingress says that the time went (Server-Timing):");
    System.out.println();
    System.out.println("| rate/s | phase | p50 ms | p90 ms | p99 ms |");
    System.out.println("|---|---|---|---|---|");
    for (Row row : rows) {
      row.through().phases().forEach((phase, spent) -> phase(row.rate(), phase, spent));
    }
  }

  private static void printProcesses(List<Row> rows) throws IOException {
    if (rows.stream().allMatch(row -> row.cpu().isEmpty())) {
      return;
    }
    System.out.println();
    System.out.println("| rate/s | process | CPU µs a request | resident MB |");
    System.out.println("|---|---|---|---|");
    for (Row row : rows) {
      long requests = Math.max(1, row.through().latency().getTotalCount());
      for (Map.Entry<WatchedProcess, Duration> spent : row.cpu().entrySet()) {
        System.out.printf(
            "| %d | %s | %d | %d |%n",
            row.rate(),
            spent.getKey().name(),
            TimeUnit.NANOSECONDS.toMicros(spent.getValue().toNanos()) / requests,
            spent.getKey().residentBytes() >> 20);
      }
    }
  }

  private static void phase(int rate, String phase, Histogram spent) {
    System.out.printf(
        "| %d | %s | %.2f | %.2f | %.2f |%n",
        rate,
        phase,
        spent.getValueAtPercentile(50) / 1_000.0,
        spent.getValueAtPercentile(90) / 1_000.0,
        spent.getValueAtPercentile(99) / 1_000.0);
  }

  private static void line(int rate, String path, Result result) {
    System.out.printf(
        "| %d | %s | %d | %d | %.2f | %.2f | %.2f | %.1f |%n",
        rate,
        path,
        result.latency().getTotalCount(),
        result.failed(),
        result.millis(50),
        result.millis(90),
        result.millis(99),
        result.millis(100));
  }

  public static void main(String[] args) {
    System.exit(
        new CommandLine(new BenchIngress())
            .setExecutionExceptionHandler(
                (e, command, parsed) -> {
                  command.getErr().println("bench-ingress: " + e.getMessage());
                  return 1;
                })
            .execute(args));
  }
}
