package dev.signalbox.ingress.picture;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import java.util.concurrent.Semaphore;

/**
 * Fetches http(s) pictures. Each name is resolved once, each of its addresses checked, and the
 * connection made to the checked address itself, so that a name cannot change its mind in between;
 * each redirect is checked anew. Thread-safe.
 */
public final class PictureFetcher implements AutoCloseable {
  private static final int RESOLVER_THREADS = 4;
  private static final int CONNECT_MILLIS = 2_000;

  private final Vertx vertx;
  private final FetchPolicy policy;
  private final HttpClient client;
  private final WorkerExecutor threads;
  private final Resolver resolver;
  private final Semaphore places;

  public PictureFetcher(Vertx vertx, FetchPolicy policy) {
    this(vertx, policy, vertx.createSharedWorkerExecutor("picture-names", RESOLVER_THREADS));
  }

  private PictureFetcher(Vertx vertx, FetchPolicy policy, WorkerExecutor threads) {
    this(vertx, policy, threads, Resolver.onThreadsOf(threads));
  }

  PictureFetcher(Vertx vertx, FetchPolicy policy, WorkerExecutor threads, Resolver resolver) {
    this.vertx = vertx;
    this.policy = policy;
    this.threads = threads;
    this.resolver = resolver;
    this.client = vertx.createHttpClient(options(policy));
    this.places = new Semaphore(policy.maxConcurrent());
  }

  /**
   * Connections are not kept: a picture's host is rarely asked twice, and an idle socket is one
   * more thing to hold.
   */
  private static HttpClientOptions options(FetchPolicy policy) {
    return new HttpClientOptions()
        .setKeepAlive(false)
        .setMaxPoolSize(policy.maxConcurrent())
        .setMaxWaitQueueSize(policy.maxConcurrent())
        .setConnectTimeout(CONNECT_MILLIS)
        .setVerifyHost(true)
        .setDecompressionSupported(false);
  }

  /** Never fails but by a bug: refusals are answers. Cancelling closes the connection. */
  public Uni<PictureReading> fetch(String url) {
    return Uni.createFrom()
        .emitter(
            emitter -> {
              if (places.tryAcquire()) {
                new Fetch(vertx, client, resolver, policy, places, emitter).start(url);
              } else {
                emitter.complete(
                    new PictureReading.Refused(
                        PictureRefusal.BUSY, "Too many pictures are being fetched; try again"));
              }
            });
  }

  @Override
  public void close() {
    var closing = client.close();
    threads.close().eventually(() -> closing);
  }
}
