package dev.signalbox.loadtest.wire;

import dev.signalbox.loadtest.scenario.Result;
import dev.signalbox.loadtest.scenario.Target;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.HdrHistogram.Histogram;

/** Streams at a constant rate; one event loop reads and measures. */
final class StreamLoad implements AutoCloseable {
  private static final Pattern LEFT = Pattern.compile("\"content\":\"(\\d+)\"");
  private static final Duration LONGEST = Duration.ofSeconds(20);

  private final Context loop;
  private final HttpClient client;

  StreamLoad(Vertx vertx) {
    this.loop = vertx.getOrCreateContext();
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions().setTcpNoDelay(true).setKeepAlive(true).setMaxPoolSize(256));
  }

  /**
   * What was seen.
   *
   * @param first microseconds from the request to its first chunk
   * @param chunk microseconds from a chunk's departure to its arrival
   * @param chunks that arrived
   * @param reads that they arrived in
   * @param failed streams that did not end with {@code [DONE]}
   */
  record Seen(
      Histogram first, Histogram chunk, AtomicLong chunks, AtomicLong reads, AtomicLong failed) {
    static Seen nothing() {
      return new Seen(
          Result.histogram(),
          Result.histogram(),
          new AtomicLong(),
          new AtomicLong(),
          new AtomicLong());
    }

    Seen plus(Seen other) {
      first.add(other.first);
      chunk.add(other.chunk);
      chunks.addAndGet(other.chunks.get());
      reads.addAndGet(other.reads.get());
      failed.addAndGet(other.failed.get());
      return this;
    }
  }

  Seen run(Target target, Buffer body, int perSecond, Duration time) throws InterruptedException {
    int count = (int) (perSecond * time.toSeconds());
    Seen seen = Seen.nothing();
    CountDownLatch left = new CountDownLatch(count);
    long begin = System.nanoTime();
    for (long i = 0; i < count; i++) {
      long due = begin + i * TimeUnit.SECONDS.toNanos(1) / perSecond;
      long wait = due - System.nanoTime();
      if (wait > 0) {
        LockSupport.parkNanos(wait);
      }
      loop.runOnContext(now -> new Stream(seen, left).ask(target, body));
    }
    if (!left.await(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
      throw new IllegalStateException("streams from " + target.name() + " did not end");
    }
    return seen;
  }

  @Override
  public void close() {
    client.close();
  }

  private final class Stream {
    private final Seen seen;
    private final CountDownLatch left;
    private final long asked = System.nanoTime();
    private String rest = "";
    private boolean spoke;
    private boolean done;
    private boolean ended;

    Stream(Seen seen, CountDownLatch left) {
      this.seen = seen;
      this.left = left;
    }

    void ask(Target target, Buffer body) {
      RequestOptions options =
          new RequestOptions()
              .setMethod(HttpMethod.POST)
              .setHost(target.base().getHost())
              .setPort(target.base().getPort())
              .setURI(target.base().getPath() + "/chat/completions")
              .putHeader("content-type", "application/json")
              .putHeader("authorization", "Bearer " + target.key());
      client
          .request(options)
          .compose(request -> request.send(body))
          .onSuccess(this::read)
          .onFailure(e -> end());
    }

    private void read(HttpClientResponse response) {
      response.handler(this::piece);
      response.exceptionHandler(e -> end());
      response.endHandler(nothing -> end());
    }

    private void piece(Buffer piece) {
      long now = System.nanoTime();
      // A socket's read may end inside an event.
      String text = rest + piece.toString(StandardCharsets.ISO_8859_1);
      int whole = text.lastIndexOf("\n\n") + 2;
      rest = whole < 2 ? text : text.substring(whole);
      if (whole < 2) {
        return;
      }
      Matcher departures = LEFT.matcher(text.substring(0, whole));
      int here = 0;
      while (departures.find()) {
        here++;
        if (!spoke) {
          spoke = true;
          seen.first.recordValue(TimeUnit.NANOSECONDS.toMicros(now - asked));
        } else {
          long departed = Long.parseLong(departures.group(1));
          seen.chunk.recordValue(Math.max(0, TimeUnit.NANOSECONDS.toMicros(now - departed)));
        }
      }
      if (here > 0) {
        seen.chunks.addAndGet(here);
        seen.reads.incrementAndGet();
      }
      done |= text.contains("[DONE]");
    }

    private void end() {
      if (!ended) {
        ended = true;
        if (!done) {
          seen.failed.incrementAndGet();
        }
        left.countDown();
      }
    }
  }
}
