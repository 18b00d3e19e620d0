package dev.signalbox.ingress.eventloop;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The event loops of a process. */
public final class EventLoops {
  private EventLoops() {}

  /** The loop of the calling context; off any context, the one that Vert.x gives this thread. */
  static EventLoop current(Vertx vertx) {
    return ((ContextInternal) vertx.getOrCreateContext()).nettyEventLoop();
  }

  /**
   * Runs {@code work} on the calling context once its loop has looked at every socket again. A task
   * that is merely handed to the loop does not wait for that: Netty runs up to 64 of them first,
   * each of which may hand over the next.
   */
  public static void nextTurn(Vertx vertx, Runnable work) {
    ContextInternal context = (ContextInternal) vertx.getOrCreateContext();
    // What is due at once is still fetched from the timers, and that once a turn.
    var unused =
        context
            .nettyEventLoop()
            .schedule(() -> context.emit(work, Runnable::run), 0, TimeUnit.NANOSECONDS);
  }

  /** A new context on each of the loops. */
  public static List<Context> contexts(Vertx vertx) {
    VertxInternal internal = (VertxInternal) vertx;
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    List<Context> contexts = new ArrayList<>();
    for (EventExecutor loop : vertx.nettyEventLoopGroup()) {
      contexts.add(internal.createEventLoopContext((EventLoop) loop, null, loader));
    }
    return contexts;
  }
}
