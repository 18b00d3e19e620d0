package dev.signalbox.loadtest.votes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code make bench-votes}: votes through kills, and tallies to the vote. */
@Command(
    name = "bench-votes",
    mixinStandardHelpOptions = true,
    description =
        "Casts votes at a constant rate, kills verdict and PostgreSQL meanwhile, and compares every"
            + " tally, the topic's fold and the chain with what was acknowledged.")
public final class VotesProof implements Callable<Integer> {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final double MILLIS = 1e6;

  @Option(names = "--verdict", required = true, description = "Verdict's address")
  private URI verdict = URI.create("http://127.0.0.1:8083");

  @Option(names = "--kafka", required = true, description = "The broker")
  private String kafka = "";

  @Option(names = "--processes", required = true, description = "Folder of process ids")
  private Path processes = Path.of(".");

  @Option(names = "--on", description = "subjects or pairs (default ${DEFAULT-VALUE}).")
  private Ballots ballots = Ballots.SUBJECTS;

  @Option(names = "--rate", description = "Votes a second (default ${DEFAULT-VALUE}).")
  private int rate = 1_000;

  @Option(names = "--seconds", description = "How long (default ${DEFAULT-VALUE}).")
  private int seconds = 60;

  @Option(names = "--voters", description = "Default ${DEFAULT-VALUE}.")
  private int voters = 1_000;

  @Option(names = "--no-kills", description = "Kill nothing.")
  private boolean calm;

  @Option(names = "--seed", description = "Default ${DEFAULT-VALUE}.")
  private long seed = 1;

  public static void main(String[] args) {
    System.exit(
        new CommandLine(new VotesProof()).setCaseInsensitiveEnumValuesAllowed(true).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    try {
      VoteLoad load = new VoteLoad(vertx, verdict, ballots, voters, seed);
      load.prepare().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      long start = System.nanoTime();
      CompletableFuture<Void> running = load.run(rate, Duration.ofSeconds(seconds));
      if (!calm) {
        for (String name : List.of("verdict", "postgres")) {
          CompletableFuture<Void> pause = new CompletableFuture<>();
          vertx.setTimer(TimeUnit.SECONDS.toMillis(seconds) / 3, ignored -> pause.complete(null));
          pause.get();
          kill(name);
        }
      }
      running.get(seconds + PATIENCE.toSeconds(), TimeUnit.SECONDS);
      double took = (System.nanoTime() - start) / 1e9;
      return report(load, took);
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
  }

  private int report(VoteLoad load, double took) throws IOException, InterruptedException {
    String expected = load.expected().toString();
    String told = (ballots == Ballots.PAIRS ? pairs(load) : told()).toString();
    String folded = TopicFold.until(kafka, expected, PATIENCE).toString();
    String chain = chain();
    System.out.printf(
        Locale.ROOT,
        "%d votes in %.1f s (%.0f a second), %d requests sent again; to the acknowledgement p50 %.1f ms, p99 %.1f ms, worst %.1f ms%n",
        load.taken(),
        took,
        load.taken() / took,
        load.repeated(),
        load.latencies().getValueAtPercentile(50) / MILLIS,
        load.latencies().getValueAtPercentile(99) / MILLIS,
        load.latencies().getMaxValue() / MILLIS);
    System.out.println("acknowledged: " + expected);
    System.out.println("tallies:      " + told);
    System.out.println("topic's fold: " + folded);
    System.out.println("chain:        " + chain);
    boolean exact = told.equals(expected) && folded.equals(expected) && chain.equals("intact");
    System.out.println(exact ? "exact" : "NOT EXACT");
    return exact ? 0 : 1;
  }

  private Counts told() throws IOException, InterruptedException {
    Counts counts = new Counts();
    for (JsonNode subject : get("/api/subjects").path("subjects")) {
      counts.add(
          subject.path("slug").asText(), "ship", subject.path("tally").path("ship").asLong());
      counts.add(
          subject.path("slug").asText(), "skip", subject.path("tally").path("skip").asLong());
    }
    return counts;
  }

  /** As those are told who have voted. */
  private Counts pairs(VoteLoad load) throws IOException, InterruptedException {
    Counts counts = new Counts();
    List<String> things = ballots.things();
    for (int i = 0; i < things.size(); i++) {
      String cookie = load.cookieOfAVoter(i);
      if (cookie == null) {
        continue;
      }
      JsonNode told = get("/api/pairs/" + things.get(i), cookie).path("told");
      counts.add(things.get(i), told.path("left").asText(), told.path("forLeft").asLong());
      counts.add(things.get(i), told.path("right").asText(), told.path("forRight").asLong());
      counts.add(things.get(i), "tie", told.path("tie").asLong());
      counts.add(things.get(i), "both_bad", told.path("bothBad").asLong());
    }
    return counts;
  }

  private String chain() throws IOException, InterruptedException {
    LocalDate day = LocalDate.now(ZoneOffset.UTC);
    long after = 0;
    while (true) {
      JsonNode check = get("/api/votes-chain/" + day + "?after=" + after);
      if (!check.path("intact").asBoolean()) {
        return "broken at " + check.path("brokenAt").asText();
      }
      if (!check.path("more").asBoolean()) {
        return "intact";
      }
      after = check.path("last").asLong();
    }
  }

  private JsonNode get(String path) throws IOException, InterruptedException {
    return get(path, "");
  }

  private JsonNode get(String path, String cookie) throws IOException, InterruptedException {
    HttpResponse<byte[]> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(verdict.resolve(path))
                    .timeout(Duration.ofSeconds(30))
                    .header("Cookie", cookie)
                    .build(),
                HttpResponse.BodyHandlers.ofByteArray());
    return JSON.readTree(answer.body());
  }

  private void kill(String name) throws IOException {
    long pid = Long.parseLong(Files.readAllLines(processes.resolve(name + ".pid")).get(0).strip());
    ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    System.out.printf("  %s (%d) gets SIGKILL; the launcher starts it again%n", name, pid);
  }
}
