package dev.signalbox.platform.tracing;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Sends spans to a collector over OTLP/HTTP in JSON. What finds no room, or no collector, is
 * dropped and counted: tracing never slows a request down. Thread-safe; one thread of its own.
 */
public final class OtlpTraces implements Traces, AutoCloseable {
  private static final int ROOM = 4_096;
  private static final int BATCH = 512;
  private static final Duration EVERY = Duration.ofMillis(500);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration CLOSING = Duration.ofSeconds(3);

  private final URI address;
  private final Map<String, String> resource;
  private final double rootRatio;
  private final Duration closing;
  private final BlockingQueue<Span> ended = new ArrayBlockingQueue<>(ROOM);
  private final AtomicLong dropped = new AtomicLong();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE).build();
  private final Thread thread;
  private volatile boolean closed;

  /**
   * @param endpoint of the collector, such as {@code http://collector:4318}
   * @param service its {@code service.name}
   * @param rootRatio share of the requests without a trace that begin one, 0 to 1
   */
  public OtlpTraces(URI endpoint, String service, double rootRatio) {
    this(endpoint, service, rootRatio, CLOSING);
  }

  /**
   * As above.
   *
   * @param closing longest wait for what is left when it is closed
   */
  OtlpTraces(URI endpoint, String service, double rootRatio, Duration closing) {
    this.closing = closing;
    this.address = URI.create(endpoint.toString().replaceAll("/+$", "") + "/v1/traces");
    this.resource = Map.of("service.name", service);
    this.rootRatio = rootRatio;
    this.thread = Thread.ofPlatform().daemon().name("traces").start(this::run);
  }

  @Override
  public boolean on() {
    return true;
  }

  @Override
  public boolean sampleRoot() {
    return ThreadLocalRandom.current().nextDouble() < rootRatio;
  }

  @Override
  public void ended(Span span) {
    if (!ended.offer(span)) {
      dropped.incrementAndGet();
    }
  }

  /** Spans that nobody will see. */
  public long dropped() {
    return dropped.get();
  }

  private void run() {
    try {
      while (!closed || !ended.isEmpty()) {
        Span first = ended.poll(EVERY.toMillis(), TimeUnit.MILLISECONDS);
        if (first != null) {
          List<Span> batch = new ArrayList<>(BATCH);
          batch.add(first);
          ended.drainTo(batch, BATCH - 1);
          send(batch);
        }
      }
    } catch (InterruptedException e) {
      // Closed with a collector that does not answer.
      dropped.addAndGet(ended.size());
    }
  }

  private void send(List<Span> batch) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(address)
            .timeout(PATIENCE)
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(OtlpJson.of(resource, batch)))
            .build();
    try {
      int status = client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
      if (status / 100 != 2) {
        dropped.addAndGet(batch.size());
      }
    } catch (IOException e) {
      dropped.addAndGet(batch.size());
    } catch (InterruptedException e) {
      dropped.addAndGet(batch.size());
      throw e;
    }
  }

  /** Sends what is left, within a bound. */
  @Override
  public void close() {
    closed = true;
    try {
      thread.join(closing);
      thread.interrupt();
    } catch (InterruptedException e) {
      thread.interrupt();
      Thread.currentThread().interrupt();
    }
  }
}
