package dev.signalbox.loadtest.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.loadtest.scenario.Deployment;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Sends a mixed load, kills what it was told to, and compares the books. */
@Command(
    name = "ledger",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Compares invoice, cost events and ledger after a mixed load in which an ingress, Kafka and"
            + " PostgreSQL are killed.")
public final class LedgerProof implements Callable<Integer> {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final Duration SETTLED = Duration.ofMinutes(2);

  /** One job for so many requests, and never more than a few batches. */
  private static final int SHARE_OF_JOBS = 20;

  private static final int MOST_JOBS = 5_000;

  private static final int LEAST_MINUTES = 10;

  /** Requests that a slow machine answers in a minute. */
  private static final int SENT_A_MINUTE = 6_000;

  /** Events that a slow machine reads and verdict books in a second. */
  private static final int READ_A_SECOND = 1_000;

  @Mixin private Deployment deployment = new Deployment();

  @Option(names = "--kafka", required = true, description = "Broker's host:port")
  private String kafka = "127.0.0.1:9092";

  @Option(
      names = "--processes",
      required = true,
      description = "The launcher's folder of process ids; it starts again what is killed")
  private Path processes = Path.of("run");

  @Option(names = "--count", defaultValue = "2000", description = "Default: ${DEFAULT-VALUE}")
  private int count;

  @Option(names = "--callers", defaultValue = "32", description = "Default: ${DEFAULT-VALUE}")
  private int callers;

  @Option(names = "--seed", defaultValue = "1", description = "Default: ${DEFAULT-VALUE}")
  private long seed;

  @Option(
      names = "--caching-tenant",
      defaultValue = "ledger-cache",
      description = "A tenant whose answers the replicas cache. Default: ${DEFAULT-VALUE}")
  private String cachingTenant = "";

  @Option(
      names = "--minutes",
      description =
          "Longest load; what was not sent then is a failure. Default: ten, and one for each 6,000"
              + " requests")
  private @Nullable Integer minutes;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private long deepest;
  private int brokenBeforeTheDrain;

  public static void main(String[] args) {
    System.exit(new CommandLine(new LedgerProof()).execute(args));
  }

  @Override
  public Integer call() throws IOException, InterruptedException, ExecutionException {
    int jobs = Math.min(count / SHARE_OF_JOBS, MOST_JOBS);
    Entries entries = new Entries(count, jobs);
    Invoiced invoiced = new Invoiced(entries);
    String key = makeKey("ledger-" + UUID.randomUUID().toString().substring(0, 8));
    Replicas balanced = new Replicas(deployment.replicas());
    MixedLoad load = new MixedLoad(balanced, key, makeKey(cachingTenant), entries, count, seed);
    BatchLoad batches = new BatchLoad(deployment.replicas(), key, entries, count);
    long begin = System.nanoTime();
    long until =
        begin
            + TimeUnit.MINUTES.toNanos(
                minutes == null ? LEAST_MINUTES + count / SENT_A_MINUTE : minutes);
    CompletableFuture<Void> running =
        CompletableFuture.allOf(run(() -> load.run(callers, until)), run(() -> batches.run(until)));
    List<Kill> kills = kills();
    accompany(entries, invoiced, running, kills);
    running.get();
    balanced.close();
    int cutByDrain = entries.broken() - brokenBeforeTheDrain;
    System.out.printf(
        "%d requests to %d replicas and %d jobs in %.1f s; %d connections went elsewhere while one"
            + " was down; %d answers came from a cache%n",
        entries.ended(),
        deployment.replicas().size(),
        jobs,
        (System.nanoTime() - begin) / 1e9,
        load.turnedAway(),
        load.hits());
    System.out.printf("cut off by the replica that was told to end: %d%n", cutByDrain);
    awaitSpools();
    System.out.printf("at most %d events were seen waiting for Kafka%n", deepest);
    CostEvents.read(kafka, SETTLED.plusSeconds(count / READ_A_SECOND), entries::charged);
    fetchCalls(invoiced);
    long invoice = get(deployment.simulator(), "/simulator/invoice").path("nano_usd").longValue();
    long ledger = awaitLedger(entries.nanoUsd());
    long ingresses =
        kills.stream().filter(kill -> kill.hard() && kill.process().equals("ingress")).count();
    boolean good =
        new Books(entries, callers * (int) ingresses).print(System.out, invoice, ledger)
            && cutByDrain == 0;
    System.out.println(good ? "the books agree" : "the books do NOT agree");
    return good ? 0 : 1;
  }

  /** What can go wrong in a thread of the load. */
  @FunctionalInterface
  private interface Part {
    void run() throws InterruptedException, ExecutionException;
  }

  private static CompletableFuture<Void> run(Part part) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            part.run();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          } catch (ExecutionException e) {
            throw new IllegalStateException("a caller failed", e);
          }
        },
        task -> Thread.ofVirtual().start(task));
  }

  /**
   * @param hard SIGKILL; else SIGTERM
   * @param after requests of the mixed load that have ended
   */
  private record Kill(String process, boolean hard, int after) {}

  private List<Kill> kills() {
    return List.of(
        new Kill("ingress", true, count / 4),
        new Kill("kafka", true, count / 2),
        new Kill("ingress", true, count / 8 * 5),
        new Kill("postgres", true, count / 4 * 3),
        new Kill("ingress-3", false, count / 8 * 7));
  }

  /** Kills when it is time, and says every few seconds how far it is. */
  private void accompany(
      Entries entries, Invoiced invoiced, CompletableFuture<Void> running, List<Kill> kills)
      throws IOException, InterruptedException {
    Deque<Kill> left = new ArrayDeque<>(kills);
    long said = System.nanoTime();
    while (!running.isDone()) {
      Kill next = left.peek();
      if (next != null && entries.ended() >= next.after()) {
        brokenBeforeTheDrain = next.hard() ? brokenBeforeTheDrain : entries.broken();
        if (kill(next)) {
          left.remove();
        }
      }
      if (System.nanoTime() - said > TimeUnit.SECONDS.toNanos(3)) {
        said = System.nanoTime();
        long waiting = spooled();
        deepest = Math.max(deepest, waiting);
        System.out.printf("  %d of %d, %d events in the spools%n", entries.ended(), count, waiting);
        fetchCalls(invoiced);
      }
      Thread.sleep(20);
    }
  }

  /** The first line of a record is the process id. False while the process is not up again. */
  private boolean kill(Kill kill) throws IOException {
    String name = kill.process();
    Optional<ProcessHandle> running =
        pid(processes.resolve(name + ".pid"))
            .flatMap(ProcessHandle::of)
            .filter(ProcessHandle::isAlive);
    running.ifPresent(
        process -> {
          if (kill.hard()) {
            process.destroyForcibly();
          } else {
            process.destroy();
          }
          System.out.printf(
              "  %s (%d) gets %s; it is started again%n",
              name, process.pid(), kill.hard() ? "SIGKILL" : "SIGTERM");
        });
    return running.isPresent();
  }

  /** Empty between an end and the next start: the record goes with the process. */
  private static Optional<Long> pid(Path record) throws IOException {
    try {
      return Files.readAllLines(record).stream().findFirst().map(Long::parseLong);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private void awaitSpools() throws IOException, InterruptedException {
    System.out.println("  waiting for the spools");
    long until = System.nanoTime() + SETTLED.toNanos();
    int quiet = 0;
    while (quiet < 3) {
      if (System.nanoTime() > until) {
        throw new IOException("the spools were not empty within " + SETTLED);
      }
      quiet = spooled() == 0 ? quiet + 1 : 0;
      Thread.sleep(500);
    }
  }

  private long spooled() throws InterruptedException {
    long waiting = 0;
    for (URI replica : deployment.replicas()) {
      waiting += spooled(replica);
    }
    return waiting;
  }

  /** At least 1 while the replica is not up. */
  private long spooled(URI replica) throws InterruptedException {
    try {
      return text(replica, "/q/metrics")
          .lines()
          .filter(line -> line.startsWith("signalbox_ingress_spool_events"))
          .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
          .findFirst()
          .orElse(1);
    } catch (IOException e) {
      return 1;
    }
  }

  private long awaitLedger(long expected) throws IOException, InterruptedException {
    long until = System.nanoTime() + SETTLED.plusSeconds(count / READ_A_SECOND).toNanos();
    long booked = ledger();
    while (booked != expected && System.nanoTime() < until) {
      Thread.sleep(500);
      booked = ledger();
    }
    return booked;
  }

  private long ledger() throws IOException, InterruptedException {
    JsonNode sums = get(deployment.verdict(), "/api/savings");
    return sums.at("/simulated/billedNanoUsd").longValue()
        + sums.at("/real/billedNanoUsd").longValue();
  }

  private void fetchCalls(Invoiced invoiced) throws IOException, InterruptedException {
    while (invoiced.take(
        text(deployment.simulator(), "/simulator/invoice/calls?after=" + invoiced.last()))) {}
  }

  private String makeKey(String name) throws IOException, InterruptedException {
    HttpRequest request =
        request(deployment.verdict(), "/api/admin/keys")
            .header("content-type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    JSON.createObjectNode().put("id", name).put("tenant", name).toString()))
            .build();
    String key = JSON.readTree(text(request)).path("key").asText();
    long until = System.nanoTime() + SETTLED.toNanos();
    for (URI replica : deployment.replicas()) {
      HttpRequest ask =
          HttpRequest.newBuilder(replica.resolve("/v1/models"))
              .timeout(TIMEOUT)
              .header("authorization", "Bearer " + key)
              .build();
      while (http.send(ask, HttpResponse.BodyHandlers.discarding()).statusCode() != 200) {
        if (System.nanoTime() > until) {
          throw new IOException("the new key does not work on " + replica);
        }
        Thread.sleep(50);
      }
    }
    return key;
  }

  private JsonNode get(URI host, String path) throws IOException, InterruptedException {
    return JSON.readTree(text(host, path));
  }

  private String text(URI host, String path) throws IOException, InterruptedException {
    return text(request(host, path).build());
  }

  private HttpRequest.Builder request(URI host, String path) {
    return HttpRequest.newBuilder(host.resolve(path))
        .timeout(TIMEOUT)
        .header("authorization", "Bearer " + deployment.adminToken());
  }

  private String text(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() >= 300) {
      throw new IOException(request.uri() + ": " + answer.statusCode());
    }
    return answer.body();
  }
}
