package dev.signalbox.loadtest.wire;

import dev.signalbox.loadtest.scenario.ApiKey;
import dev.signalbox.loadtest.scenario.OpenLoop;
import dev.signalbox.loadtest.scenario.Result;
import dev.signalbox.loadtest.scenario.Target;
import dev.signalbox.loadtest.scenario.WatchedProcess;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The ingress, a plain nginx and a direct call in turns, all in one run. */
@Command(
    name = "bench-ingress",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Measures what the wire costs beside nginx and a direct call. Stops by itself. With --rate it measures what the ingress adds with every prompt new instead.")
public final class WireBench implements Callable<Integer> {
  private static final String PROMPT =
      "Compare two ways to schedule trains over one track and argue for the better one.";
  private static final int CHUNKS = 40;
  private static final int STREAMS_A_SECOND = 20;
  private static final int CONNECTIONS = 32;
  private static final int SMALL_A_SECOND = 100;
  private static final int LARGE_CONNECTIONS = 8;
  private static final long SETTLED_EVENTS = 500;
  private static final Duration SETTLING = Duration.ofSeconds(20);

  @Option(names = "--stage", required = true, description = "host:port of the provider")
  private String stage = "";

  @Option(names = "--nginx", required = true, description = "host:port of nginx in front of it")
  private String nginx = "";

  @Option(names = "--ingress", required = true, description = "The ingress' address")
  private URI ingress = URI.create("http://127.0.0.1:8080");

  @Option(
      names = "--metronome-port",
      required = true,
      description = "Port for the streams' provider")
  private int metronomePort;

  @Option(names = "--ingress-pid", required = true)
  private long ingressPid;

  @Option(names = "--nginx-pid", required = true, description = "Of nginx' worker")
  private long nginxPid;

  @Option(names = "--tools", required = true, description = "Folder of wrk and h2load")
  private Path tools = Path.of(".");

  @Mixin private ApiKey key = new ApiKey();

  @Option(
      names = "--warm-up-seconds",
      defaultValue = "50",
      description = "Load before anything counts. Default: ${DEFAULT-VALUE}")
  private int warmUpSeconds;

  @Option(
      names = "--turns",
      defaultValue = "3",
      description = "Turns of each rate and of the closed loops. Default: ${DEFAULT-VALUE}")
  private int turns;

  @Option(
      names = "--turn-seconds",
      defaultValue = "4",
      description = "Length of a turn. Default: ${DEFAULT-VALUE}")
  private int turnSeconds;

  @Option(
      names = "--parts",
      split = ",",
      defaultValue = "rates,streams,firehose,pictures,closed",
      description = "Which parts to measure. Default: ${DEFAULT-VALUE}")
  private Set<Part> parts = EnumSet.allOf(Part.class);

  @Option(
      names = "--json",
      defaultValue = "loadtest/target/bench-ingress.json",
      description = "Where the figures are written. Default: ${DEFAULT-VALUE}")
  private Path json = Path.of("bench-ingress.json");

  @Spec private CommandSpec spec;

  private final Figures figures = new Figures();

  /** What can be measured alone. */
  enum Part {
    rates,
    streams,
    firehose,
    pictures,
    closed
  }

  @Override
  public Integer call()
      throws IOException, InterruptedException, ExecutionException, TimeoutException {
    if (turns < 1 || turnSeconds < 1) {
      throw new ParameterException(
          spec.commandLine(), "--turns and --turn-seconds must be at least 1");
    }
    Path work = Files.createTempDirectory("signalbox-wire");
    Path picture = Files.write(work.resolve("picture.json"), Bodies.picture());
    ClosedLoad closed = new ClosedLoad(tools, work);
    Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
    new Metronome(vertx, CHUNKS)
        .listen(metronomePort)
        .toCompletionStage()
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS);
    try (OpenLoop open = new OpenLoop(vertx);
        StreamLoad streams = new StreamLoad(vertx)) {
      warmUp(closed, streams, picture);
      settle();
      if (parts.contains(Part.rates)) {
        for (int rate : List.of(300, 2_000)) {
          rate(open, rate);
        }
      }
      if (parts.contains(Part.streams)) {
        streams(streams);
      }
      if (parts.contains(Part.firehose)) {
        firehose(open, work);
      }
      if (parts.contains(Part.pictures)) {
        pictures(closed, picture);
      }
      if (parts.contains(Part.closed)) {
        throughput(closed);
      }
    }
    figures.print(System.out);
    figures.write(json);
    System.out.println("\nfigures: " + json.toAbsolutePath());
    return figures.failed() == 0 ? 0 : 1;
  }

  private void warmUp(ClosedLoad closed, StreamLoad streams, Path picture)
      throws IOException, InterruptedException {
    System.out.println("warming up");
    Duration fifth = Duration.ofSeconds(Math.max(1, warmUpSeconds / 5));
    closed.small(stage, key.secret(), small(), CONNECTIONS, Duration.ofSeconds(1));
    closed.small(nginx, key.secret(), small(), CONNECTIONS, Duration.ofSeconds(1));
    closed.small(ingress.getAuthority(), key.secret(), small(), CONNECTIONS, fifth.multipliedBy(3));
    streams.run(through(), Buffer.buffer(streamed()), 2 * STREAMS_A_SECOND, fifth);
    closed.large(
        ingress.getAuthority(), key.secret(), picture, LARGE_CONNECTIONS, fifth.dividedBy(2));
    closed.small(ingress.getAuthority(), key.secret(), small(), CONNECTIONS, fifth.dividedBy(2));
  }

  /** What the warm-up left to be sent to Kafka is no cost of what is measured next. */
  private void settle() throws IOException, InterruptedException {
    long until = System.nanoTime() + SETTLING.toNanos();
    while (waitingEvents() > SETTLED_EVENTS && System.nanoTime() < until) {
      TimeUnit.MILLISECONDS.sleep(200);
    }
  }

  private double waitingEvents() throws IOException {
    try (var in = ingress.resolve("/q/metrics").toURL().openStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> line.startsWith("signalbox_ingress_spool_events "))
          .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' '))))
          .findFirst()
          .orElse(0);
    }
  }

  private void rate(OpenLoop open, int rate) throws IOException, InterruptedException {
    WatchedProcess process = WatchedProcess.parse("ingress=" + ingressPid);
    Map<String, Target> targets = new LinkedHashMap<>();
    targets.put("direct", new Target("stage", URI.create("http://" + stage + "/v1"), "none", ""));
    targets.put("nginx", new Target("nginx", URI.create("http://" + nginx + "/v1"), "none", ""));
    targets.put("ingress", through());
    Map<String, Result> results = new LinkedHashMap<>();
    Buffer body = Buffer.buffer(small());
    Duration cpu = Duration.ZERO;
    for (int turn = 0; turn < turns; turn++) {
      for (Map.Entry<String, Target> target : targets.entrySet()) {
        Duration before = process.cpu();
        Result result =
            open.run(target.getValue(), n -> body, rate, Duration.ofSeconds(turnSeconds));
        if (target.getKey().equals("ingress")) {
          cpu = cpu.plus(process.cpu()).minus(before);
        }
        results.merge(target.getKey(), result, Result::plus);
      }
      System.out.printf("turn %d of %d at %d/s%n", turn + 1, turns, rate);
    }
    figures.rate(rate, results, cpu);
  }

  private void streams(StreamLoad load) throws InterruptedException {
    Target direct =
        new Target(
            "metronome", URI.create("http://127.0.0.1:" + metronomePort + "/v1"), "none", "");
    Buffer body = Buffer.buffer(streamed());
    StreamLoad.Seen straight = StreamLoad.Seen.nothing();
    StreamLoad.Seen around = StreamLoad.Seen.nothing();
    for (int turn = 0; turn < turns; turn++) {
      Duration time = Duration.ofSeconds(turnSeconds);
      straight.plus(load.run(direct, body, STREAMS_A_SECOND, time));
      around.plus(load.run(through(), body, STREAMS_A_SECOND, time));
    }
    System.out.println("streams measured");
    figures.streams(straight, around);
  }

  /**
   * A hundred small requests a second, alone and beside a stream that is read as fast as it can.
   */
  private void firehose(OpenLoop open, Path work) throws IOException, InterruptedException {
    Buffer body = Buffer.buffer(small());
    Firehose firehose = new Firehose(ingress, key.secret(), work);
    Result alone = Result.none();
    Result beside = Result.none();
    double megabytes = 0;
    for (int turn = 0; turn < turns; turn++) {
      Duration time = Duration.ofSeconds(turnSeconds);
      alone = alone.plus(open.run(through(), n -> body, SMALL_A_SECOND, time));
      firehose.begin();
      beside = beside.plus(open.run(through(), n -> body, SMALL_A_SECOND, time));
      megabytes += firehose.end();
    }
    System.out.println("firehose measured");
    figures.firehose(alone, beside, megabytes / ((double) turns * turnSeconds));
  }

  private void pictures(ClosedLoad load, Path picture) throws IOException, InterruptedException {
    Duration time = Duration.ofSeconds(turnSeconds);
    ClosedLoad.Outcome direct = load.large(stage, key.secret(), picture, LARGE_CONNECTIONS, time);
    ClosedLoad.Outcome proxied = load.large(nginx, key.secret(), picture, LARGE_CONNECTIONS, time);
    ClosedLoad.Outcome through =
        load.large(
            ingress.getAuthority(), key.secret(), picture, LARGE_CONNECTIONS, time.multipliedBy(2));
    System.out.println("pictures measured");
    figures.pictures(Files.size(picture), direct, proxied, through);
  }

  private void throughput(ClosedLoad load) throws IOException, InterruptedException {
    WatchedProcess process = WatchedProcess.parse("ingress=" + ingressPid);
    WatchedProcess yardstick = WatchedProcess.parse("nginx=" + nginxPid);
    Figures.Closed sums = new Figures.Closed();
    for (int turn = 0; turn < turns; turn++) {
      Duration time = Duration.ofSeconds(turnSeconds);
      sums.direct(load.small(stage, key.secret(), small(), CONNECTIONS, time.dividedBy(2)));
      Duration before = yardstick.cpu();
      ClosedLoad.Outcome proxied =
          load.small(nginx, key.secret(), small(), CONNECTIONS, time.dividedBy(2));
      sums.nginx(proxied, yardstick.cpu().minus(before));
      before = process.cpu();
      ClosedLoad.Outcome through =
          load.small(ingress.getAuthority(), key.secret(), small(), CONNECTIONS, time);
      sums.ingress(through, process.cpu().minus(before));
      System.out.printf("turn %d of %d of the closed loops%n", turn + 1, turns);
    }
    figures.closed(sums, process.residentBytes(), waitingEvents());
  }

  private Target through() {
    return new Target("ingress", ingress.resolve("/v1"), key.secret(), "");
  }

  private static String small() {
    return Bodies.text("auto", false, PROMPT).toString();
  }

  private static String streamed() {
    return Bodies.text(Metronome.MODEL, true, PROMPT).toString();
  }

  public static void main(String[] args) {
    System.exit(
        new CommandLine(new WireBench())
            .setExecutionExceptionHandler(
                (e, command, parsed) -> {
                  command.getErr().println("bench-ingress: " + e);
                  return 1;
                })
            .execute(args));
  }
}
