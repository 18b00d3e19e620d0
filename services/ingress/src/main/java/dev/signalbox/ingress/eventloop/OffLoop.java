package dev.signalbox.ingress.eventloop;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Work beside the event loop that leaves nothing behind. A worker thread that waits for its next
 * task still holds its last one, with its result: for work on megabytes, megabytes for each thread.
 */
public final class OffLoop {
  private OffLoop() {}

  /** Runs {@code work} on a worker thread; completes on the calling context. */
  public static <T> Future<T> call(Vertx vertx, Callable<T> work) {
    AtomicReference<Callable<T>> once = new AtomicReference<>(work);
    AtomicReference<T> made = new AtomicReference<>();
    return vertx
        .<Void>executeBlocking(
            () -> {
              made.set(Objects.requireNonNull(once.getAndSet(null)).call());
              return null;
            },
            false)
        .map(nothing -> Objects.requireNonNull(made.getAndSet(null)));
  }
}
