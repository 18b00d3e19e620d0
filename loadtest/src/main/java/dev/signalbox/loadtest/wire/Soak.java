package dev.signalbox.loadtest.wire;

import dev.signalbox.loadtest.scenario.OpenLoop;
import dev.signalbox.loadtest.scenario.Result;
import dev.signalbox.loadtest.scenario.Target;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Mixed load for as long as is asked. The heap is measured after a full collection at the end of
 * each slice, so that its slope is of what is kept and not of what is not collected yet; the
 * resident size is shown beside it. The first third of the slices is the rise that every process
 * has.
 */
@Command(
    name = "soak",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Mixed load; fails when memory or p99 grows. Stops by itself.")
public final class Soak implements Callable<Integer> {
  private static final long MIB = 1 << 20;
  private static final double SECONDS_AN_HOUR = 3_600;
  private static final int FEWEST_SLICES = 6;
  private static final int STREAM_CHUNKS = 20;
  private static final int LEFT_EARLY = 4;
  private static final Duration LONGEST_SLICE = Duration.ofMinutes(2);

  @Mixin private Watched ingress = new Watched();

  @Option(names = "--metronome-port", required = true, description = "Port for the provider")
  private int metronomePort;

  @Option(names = "--minutes", defaultValue = "120", description = "Default: ${DEFAULT-VALUE}")
  private int minutes;

  @Option(
      names = "--rate",
      defaultValue = "100",
      description = "Plain requests a second. Default: ${DEFAULT-VALUE}")
  private int rate;

  @Option(
      names = "--most-mib-an-hour",
      description =
          "Steepest rise of the heap; default 1, and in runs of less than an hour what is 2 MiB over the run")
  private @Nullable Double mostMibAnHour;

  /** Streams that were to be left after their first bytes, and had none in time. */
  private final AtomicLong unheard = new AtomicLong();

  /** One slice's end. */
  private record Sample(double hours, long heap, long resident, double p99) {}

  @Override
  public Integer call()
      throws IOException, InterruptedException, ExecutionException, TimeoutException {
    Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
    new Metronome(vertx, STREAM_CHUNKS)
        .listen(metronomePort)
        .toCompletionStage()
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS);
    int slices = Math.max(FEWEST_SLICES, (int) (minutes * 60L / LONGEST_SLICE.toSeconds()));
    Duration slice = Duration.ofMinutes(minutes).dividedBy(slices);
    List<Sample> samples = new ArrayList<>();
    long failed = 0;
    System.out.println(
        "| minute | heap after a collection, MiB | resident, MiB | p99 ms | failed |\n|---|---|---|---|---|");
    try (OpenLoop open = new OpenLoop(vertx);
        StreamLoad streams = new StreamLoad(vertx)) {
      long begin = System.nanoTime();
      for (int i = 0; i < slices; i++) {
        Result result = slice(open, streams, slice);
        failed += result.failed();
        double hours = (System.nanoTime() - begin) / 1e9 / SECONDS_AN_HOUR;
        long heap = ingress.heap();
        long resident = ingress.resident();
        samples.add(new Sample(hours, heap, resident, result.millis(99)));
        System.out.printf(
            "| %.1f | %.1f | %d | %.2f | %d |%n",
            hours * 60, (double) heap / MIB, resident / MIB, result.millis(99), result.failed());
      }
    }
    return report(samples, failed);
  }

  /** Plain requests at a constant rate; beside them streams, streams left early and pictures. */
  private Result slice(OpenLoop open, StreamLoad streams, Duration time)
      throws InterruptedException, IOException {
    Target target = new Target("ingress", ingress.address().resolve("/v1"), ingress.key(), "");
    Duration load = time.minusSeconds(Math.min(2, time.toSeconds() / 4));
    Thread beside =
        new Thread(
            () -> {
              try {
                streams.run(target, Bodies.text(Metronome.MODEL, true, "Go on."), 5, load);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "streams");
    beside.start();
    long until = System.nanoTime() + load.toNanos();
    Thread leaving =
        new Thread(
            () -> {
              while (System.nanoTime() < until) {
                leaveEarly();
              }
            },
            "leaving");
    leaving.start();
    Buffer picture = Buffer.buffer(Bodies.picture());
    Result result =
        open.run(
            target,
            n -> n % 50 == 0 ? picture : Bodies.text("auto", false, "Question " + n % 5_000),
            rate,
            load);
    beside.join();
    leaving.join();
    return result;
  }

  /** A few streams whose client goes away after the first bytes. */
  private void leaveEarly() {
    try {
      for (int i = 0; i < LEFT_EARLY; i++) {
        try (Socket socket = ingress.connect()) {
          socket.setSoTimeout(5_000);
          Buffer body = Bodies.text(Metronome.MODEL, true, "Never mind.");
          socket
              .getOutputStream()
              .write(
                  ("POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\nauthorization: Bearer "
                          + ingress.key()
                          + "\r\ncontent-type: application/json\r\ncontent-length: "
                          + body.length()
                          + "\r\n\r\n"
                          + body)
                      .getBytes(StandardCharsets.US_ASCII));
          socket.getOutputStream().flush();
          if (socket.getInputStream().read() < 0) {
            throw new IOException("no answer");
          }
        }
      }
      TimeUnit.MILLISECONDS.sleep(500);
    } catch (IOException e) {
      // A busy machine may be slow to answer: it is said, and the next ones leave all the same.
      unheard.incrementAndGet();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private int report(List<Sample> all, long failed) {
    List<Sample> settled = all.subList(all.size() / 3, all.size());
    double heapSlope = slope(settled, sample -> (double) sample.heap() / MIB);
    double residentSlope = slope(settled, sample -> (double) sample.resident() / MIB);
    double hours = settled.getLast().hours() - settled.getFirst().hours();
    double bound = mostMibAnHour == null ? Math.max(1, 2 / hours) : mostMibAnHour;
    int half = settled.size() / 2;
    double before = median(settled.subList(0, half));
    double after = median(settled.subList(settled.size() - half, settled.size()));
    System.out.printf(
        "%nresident: %+.1f MiB an hour; p99 of the settled halves: %.2f and %.2f ms; streams to be left that said nothing within five seconds: %d%n%n",
        residentSlope, before, after, unheard.get());
    List<Goal> goals =
        List.of(
            Goal.atMost("heap's slope", heapSlope, bound, "MiB an hour"),
            Goal.atMost("p99's drift", after / before, 1.5, "times"),
            Goal.atMost("requests that failed", (double) failed, 0, "requests"));
    System.out.println("| goal | | measured | |\n|---|---|---|---|");
    goals.forEach(goal -> System.out.println(goal.row()));
    return goals.stream().allMatch(Goal::met) ? 0 : 1;
  }

  private static double median(List<Sample> samples) {
    double[] sorted = samples.stream().mapToDouble(Sample::p99).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  /** Of the least-squares line, a unit an hour. */
  private static double slope(
      List<Sample> samples, java.util.function.ToDoubleFunction<Sample> value) {
    double hours = samples.stream().mapToDouble(Sample::hours).average().orElse(0);
    double mean = samples.stream().mapToDouble(value).average().orElse(0);
    double together = 0;
    double alone = 0;
    for (Sample sample : samples) {
      together += (sample.hours() - hours) * (value.applyAsDouble(sample) - mean);
      alone += (sample.hours() - hours) * (sample.hours() - hours);
    }
    return together / alone;
  }

  public static void main(String[] args) {
    System.exit(
        new CommandLine(new Soak())
            .setExecutionExceptionHandler(
                (e, command, parsed) -> {
                  command.getErr().println("soak: " + e);
                  return 1;
                })
            .execute(args));
  }
}
