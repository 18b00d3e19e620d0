package dev.signalbox.loadtest.votes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Voters who cast, change and take back at a constant rate, one request of a voter at a time. A
 * request that fails is sent again with its idempotency key until it is taken, so what each voter
 * last heard is what has to be counted. Belongs to one event loop.
 */
final class VoteLoad {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int AGAIN_MILLIS = 200;
  private static final int CONNECTIONS = 64;
  private static final long LONGEST_NANOS = Duration.ofMinutes(5).toNanos();

  private final Vertx vertx;
  private final HttpClient client;
  private final URI verdict;
  private final SplittableRandom random;
  private final String[] cookies;
  private final Ballots ballots;
  private final @Nullable String[][] counted;
  private final Deque<Integer> idle = new ArrayDeque<>();
  private final Histogram latencies = new Histogram(LONGEST_NANOS, 3);
  private final CompletableFuture<Void> done = new CompletableFuture<>();
  private long issued;
  private long taken;
  private long repeated;

  VoteLoad(Vertx vertx, URI verdict, Ballots ballots, int voters, long seed) {
    this.vertx = vertx;
    this.ballots = ballots;
    this.verdict = verdict;
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions().setConnectTimeout(2_000).setKeepAlive(true),
            new PoolOptions().setHttp1MaxSize(CONNECTIONS));
    this.random = new SplittableRandom(seed);
    this.cookies = new String[voters];
    this.counted = new String[voters][ballots.things().size()];
  }

  /** One vote on its way; without a choice it is taken back. */
  private record Move(int voter, int thing, @Nullable String choice, String key, long due) {}

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
                            random.nextInt(ballots.things().size()),
                            choice(random.nextInt(ballots.choices().size() + 1)),
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

  private @Nullable String choice(int drawn) {
    return drawn == 0 ? null : ballots.choices().get(drawn - 1);
  }

  private void send(Move move) {
    String choice = move.choice();
    client
        .request(
            options(
                choice == null ? HttpMethod.DELETE : HttpMethod.PUT,
                ballots.path(ballots.things().get(move.thing()))))
        .compose(
            request -> {
              request
                  .putHeader("Cookie", cookies[move.voter()])
                  .putHeader("Idempotency-Key", move.key());
              if (choice == null) {
                return request.send();
              }
              request.putHeader("Content-Type", "application/json");
              return request.send(Buffer.buffer("{\"choice\":\"" + choice + "\"}"));
            })
        .compose(
            answer -> answer.body().map(body -> answer.statusCode() == 200 ? read(body) : null))
        .onSuccess(
            answer -> {
              if (answer == null) {
                again(move);
                return;
              }
              counted[move.voter()][move.thing()] =
                  choice == null ? null : ballots.heard(answer, choice);
              latencies.recordValue(Math.min(LONGEST_NANOS, System.nanoTime() - move.due()));
              taken++;
              idle.add(move.voter());
            })
        .onFailure(ignored -> again(move));
  }

  private static JsonNode read(Buffer body) {
    try {
      return JSON.readTree(body.getBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
    for (@Nullable String[] ballot : counted) {
      for (int thing = 0; thing < ballot.length; thing++) {
        String choice = ballot[thing];
        if (choice != null) {
          counts.add(ballots.things().get(thing), choice, 1);
        }
      }
    }
    return counts;
  }

  /** A cookie of somebody with a vote on it, who may see how all voted; null when nobody has. */
  @Nullable String cookieOfAVoter(int thing) {
    for (int voter = 0; voter < cookies.length; voter++) {
      if (counted[voter][thing] != null) {
        return cookies[voter];
      }
    }
    return null;
  }
}
