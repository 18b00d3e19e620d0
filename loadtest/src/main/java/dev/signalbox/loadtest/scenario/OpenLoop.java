package dev.signalbox.loadtest.scenario;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongFunction;
import org.HdrHistogram.Histogram;

/**
 * Sends requests at a constant rate. One event loop sends and measures; a thread of its own keeps
 * the time.
 */
public final class OpenLoop implements AutoCloseable {
  private static final int MOST_IN_FLIGHT = 2_000;
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(20);

  private final Vertx vertx;
  private final Context loop;
  private final HttpClient client;

  public OpenLoop(Vertx vertx) {
    this.vertx = vertx;
    this.loop = vertx.getOrCreateContext();
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setTcpNoDelay(true)
                .setKeepAlive(true)
                .setMaxPoolSize(256)
                .setMaxWaitQueueSize(MOST_IN_FLIGHT));
  }

  /**
   * Blocks until every answer is there or has timed out.
   *
   * @param bodies of the n-th request
   */
  public Result run(Target target, LongFunction<Buffer> bodies, int perSecond, Duration duration)
      throws InterruptedException {
    long count = perSecond * duration.toSeconds();
    Batch batch = new Batch(target, count);
    long begin = System.nanoTime();
    for (long i = 0; i < count; i++) {
      long due = begin + i * TimeUnit.SECONDS.toNanos(1) / perSecond;
      long wait = due - System.nanoTime();
      if (wait > 0) {
        LockSupport.parkNanos(wait);
      }
      Buffer body = bodies.apply(i);
      loop.runOnContext(now -> batch.send(due, body));
    }
    return batch.await(ANSWER_TIMEOUT.plusSeconds(1));
  }

  /** One answer, for a look at it before the load. */
  public Buffer ask(Target target, Buffer body)
      throws InterruptedException, ExecutionException, TimeoutException {
    CompletableFuture<Buffer> answer = new CompletableFuture<>();
    loop.runOnContext(
        now ->
            post(target, body)
                .compose(
                    response ->
                        response
                            .body()
                            .map(
                                text -> {
                                  if (response.statusCode() != 200) {
                                    throw new IllegalStateException(
                                        target.name()
                                            + " answered "
                                            + response.statusCode()
                                            + ": "
                                            + text);
                                  }
                                  return text;
                                }))
                .onSuccess(answer::complete)
                .onFailure(answer::completeExceptionally));
    return answer.get(ANSWER_TIMEOUT.toSeconds() + 1, TimeUnit.SECONDS);
  }

  private Future<HttpClientResponse> post(Target target, Buffer body) {
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setHost(target.base().getHost())
            .setPort(target.base().getPort())
            .setURI(target.path())
            .setTimeout(ANSWER_TIMEOUT.toMillis())
            .putHeader("content-type", "application/json")
            .putHeader("authorization", "Bearer " + target.key());
    return client.request(options).compose(request -> request.send(body));
  }

  @Override
  public void close() {
    client.close();
    vertx.close();
  }

  /** Lives on the event loop, except for {@link #await}. */
  private final class Batch {
    private final Target target;
    private final Histogram latency = Result.histogram();
    private final Map<String, Histogram> phases = new LinkedHashMap<>();
    private final CompletableFuture<Result> end = new CompletableFuture<>();
    private long left;
    private long failed;
    private int inFlight;

    Batch(Target target, long count) {
      this.target = target;
      this.left = count;
    }

    void send(long due, Buffer body) {
      if (inFlight >= MOST_IN_FLIGHT) {
        settle(false, due);
        return;
      }
      inFlight++;
      post(target, body)
          .compose(response -> response.body().map(text -> good(response)))
          .onComplete(
              answer -> {
                inFlight--;
                settle(answer.succeeded() && answer.result(), due);
              });
    }

    private boolean good(HttpClientResponse response) {
      ServerTiming.read(
          response.getHeader("server-timing"),
          (phase, micros) ->
              record(phases.computeIfAbsent(phase, absent -> Result.histogram()), micros));
      return response.statusCode() == 200;
    }

    private static void record(Histogram histogram, long micros) {
      histogram.recordValue(Math.min(histogram.getHighestTrackableValue(), micros));
    }

    private void settle(boolean good, long due) {
      if (good) {
        record(latency, TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - due));
      } else {
        failed++;
      }
      if (--left == 0) {
        end.complete(new Result(latency, failed, phases));
      }
    }

    Result await(Duration longest) throws InterruptedException {
      try {
        return end.get(longest.toSeconds(), TimeUnit.SECONDS);
      } catch (ExecutionException | TimeoutException e) {
        throw new IllegalStateException("requests to " + target.name() + " did not end", e);
      }
    }
  }
}
