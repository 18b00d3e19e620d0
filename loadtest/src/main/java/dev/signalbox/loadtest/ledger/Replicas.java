package dev.signalbox.loadtest.ledger;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * The replicas as a load balancer sees them: each is asked ten times a second whether it is ready,
 * and one that is not gets no new requests. Thread-safe.
 */
final class Replicas implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final long EVERY_MILLIS = 100;

  private final List<URI> all;
  private final AtomicIntegerArray ready;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE).build();
  private final Thread watch;

  /** All are taken to be ready at first. */
  Replicas(List<URI> all) {
    this.all = List.copyOf(all);
    this.ready = new AtomicIntegerArray(all.size());
    for (int i = 0; i < all.size(); i++) {
      ready.set(i, 1);
    }
    this.watch = Thread.ofVirtual().start(this::look);
  }

  private void look() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        for (int i = 0; i < all.size(); i++) {
          ready.set(i, isReady(all.get(i)) ? 1 : 0);
        }
        Thread.sleep(EVERY_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isReady(URI replica) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(replica.resolve("/q/health/ready")).timeout(PATIENCE).build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  int size() {
    return all.size();
  }

  /**
   * Whom a request goes to: the ready ones in turn, and anybody where none is.
   *
   * @param number of the request
   * @param tried replicas that did not take a connection
   */
  URI of(int number, int tried) {
    int left = tried;
    for (int i = 0; i < all.size(); i++) {
      int at = (number + i) % all.size();
      if (ready.get(at) == 1 && left-- == 0) {
        return all.get(at);
      }
    }
    return all.get((number + tried) % all.size());
  }

  @Override
  public void close() {
    watch.interrupt();
  }
}
