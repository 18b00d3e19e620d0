package dev.signalbox.ingress.eventloop;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Work on large bodies, beside the event loops. It has threads of its own, half as many as there
 * are processors: tens of bodies at once would otherwise take the processors from the loops and the
 * worker threads from whoever else waits for one, health among them. What waits is bounded by the
 * bytes of bodies that are let in. Leaves nothing behind: a thread of Vert.x that waits for its
 * next task still holds its last one, with its result.
 */
public final class OffLoop {
  private static final int THREADS = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
  private static final long IDLE_SECONDS = 60;
  private static final ExecutorService BODIES = bodies();

  private OffLoop() {}

  private static ExecutorService bodies() {
    ThreadPoolExecutor bodies =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon().name("bodies-", 0).factory());
    bodies.allowCoreThreadTimeOut(true);
    return bodies;
  }

  /** Runs {@code work} on another thread; completes on the calling context. */
  public static <T> Future<T> call(Vertx vertx, Callable<T> work) {
    Context context = vertx.getOrCreateContext();
    Promise<T> promise = Promise.promise();
    FutureTask<T> task = new FutureTask<>(work);
    BODIES.execute(
        () -> {
          task.run();
          context.runOnContext(now -> tell(task, promise));
        });
    return promise.future();
  }

  private static <T> void tell(FutureTask<T> done, Promise<T> promise) {
    if (done.state() == java.util.concurrent.Future.State.SUCCESS) {
      promise.complete(done.resultNow());
    } else {
      promise.fail(done.exceptionNow());
    }
  }
}
