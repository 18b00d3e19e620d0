package dev.signalbox.loadtest.votes;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.HdrHistogram.Histogram;

/**
 * Voters who cast, change and take back at a constant rate, one request of a voter at a time. A
 * request that fails is sent again with its idempotency key until it is taken, so what each voter
 * last heard is what has to be counted. Belongs to one event loop.
 */
final class VoteLoad {
  static final List<String> SUBJECTS =
      List.of("auto", "signalbox-see", "simulator-small", "simulator-large");

  private static final String[] CHOICES = {"withdrawn", "ship", "skip"};
  private static final int AGAIN_MILLIS = 200;
  private static final int CONNECTIONS = 64;
  private static final long LONGEST_NANOS = Duration.ofMinutes(5).toNanos();

  private final Vertx vertx;
  private final HttpClient client;
  private final URI verdict;
  private final SplittableRandom random;
  private final String[] cookies;
  private final int[][] ballots;
  private final Deque<Integer> idle = new ArrayDeque<>();
  private final Histogram latencies = new Histogram(LONGEST_NANOS, 3);
  private final CompletableFuture<Void> done = new CompletableFuture<>();
  private long issued;
  private long taken;
  private long repeated;

  VoteLoad(Vertx vertx, URI verdict, int voters, long seed) {
    this.vertx = vertx;
    this.verdict = verdict;
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions().setConnectTimeout(2_000).setKeepAlive(true),
            new PoolOptions().setHttp1MaxSize(CONNECTIONS));
    this.random = new SplittableRandom(seed);
    this.cookies = new String[voters];
    this.ballots = new int[voters][SUBJECTS.size()];
  }

  /** One vote on its way. */
  private record Move(int voter, int subject, int choice, String key, long due) {}

  /** Gives every voter a cookie, which is no vote. */
  CompletableFuture<Void> prepare() {
    CompletableFuture<Void> ready = new CompletableFuture<>();
    vertx.runOnContext(ignored -> cookie(0, ready));
    return ready;
  }

  private void cookie(int voter, CompletableFuture<Void> ready) {
    if (voter == cookies.length) {
      ready.complete(null);
      return;
    }
    client
        .request(options(HttpMethod.GET, "/votes"))
        .compose(request -> request.send())
        .compose(answer -> answer.body().map(body -> answer))
        .onSuccess(
            answer -> {
              String cookie = answer.getHeader("Set-Cookie");
              cookies[voter] = cookie == null ? "" : cookie.substring(0, cookie.indexOf(';'));
              idle.add(voter);
              cookie(voter + 1, ready);
            })
        .onFailure(ready::completeExceptionally);
  }

  /** Votes for so long at so many a second. */
  CompletableFuture<Void> run(int rate, Duration time) {
    long start = System.nanoTime();
    long all = rate * time.toSeconds();
    vertx.runOnContext(
        ignored ->
            vertx.setPeriodic(
                1,
                timer -> {
                  long due = Math.min(all, (System.nanoTime() - start) * rate / 1_000_000_000L);
                  while (issued < due && !idle.isEmpty()) {
                    int voter = idle.remove();
                    long intended = start + issued * 1_000_000_000L / rate;
                    issued++;
                    send(
                        new Move(
                            voter,
                            random.nextInt(SUBJECTS.size()),
                            random.nextInt(CHOICES.length),
                            "bench-" + issued,
                            intended));
                  }
                  if (taken == all) {
                    vertx.cancelTimer(timer);
                    done.complete(null);
                  }
                }));
    return done;
  }

  private void send(Move move) {
    boolean withdraws = move.choice() == 0;
    client
        .request(
            options(
                withdraws ? HttpMethod.DELETE : HttpMethod.PUT,
                "/api/votes/" + SUBJECTS.get(move.subject())))
        .compose(
            request -> {
              request
                  .putHeader("Cookie", cookies[move.voter()])
                  .putHeader("Idempotency-Key", move.key());
              if (withdraws) {
                return request.send();
              }
              request.putHeader("Content-Type", "application/json");
              return request.send(Buffer.buffer("{\"choice\":\"" + CHOICES[move.choice()] + "\"}"));
            })
        .compose(answer -> answer.body().map(body -> answer.statusCode()))
        .onSuccess(
            status -> {
              if (status == 200) {
                ballots[move.voter()][move.subject()] = move.choice();
                latencies.recordValue(Math.min(LONGEST_NANOS, System.nanoTime() - move.due()));
                taken++;
                idle.add(move.voter());
              } else {
                again(move);
              }
            })
        .onFailure(ignored -> again(move));
  }

  private void again(Move move) {
    repeated++;
    vertx.setTimer(AGAIN_MILLIS, ignored -> send(move));
  }

  private RequestOptions options(HttpMethod method, String path) {
    return new RequestOptions()
        .setMethod(method)
        .setHost(verdict.getHost())
        .setPort(verdict.getPort())
        .setURI(path)
        .setTimeout(15_000);
  }

  long taken() {
    return taken;
  }

  long repeated() {
    return repeated;
  }

  /** From the intended time to the acknowledgement, in nanoseconds. */
  Histogram latencies() {
    return latencies;
  }

  /** What has to be counted, once the run is over. */
  Counts expected() {
    Counts counts = new Counts();
    for (int[] ballot : ballots) {
      for (int subject = 0; subject < ballot.length; subject++) {
        counts.add(SUBJECTS.get(subject), CHOICES[ballot[subject]], 1);
      }
    }
    return counts;
  }
}
