package dev.signalbox.ingress.eventloop;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;
import java.util.ArrayList;
import java.util.List;

/** The event loops of a process. */
public final class EventLoops {
  private EventLoops() {}

  /** The loop of the calling context; off any context, the one that Vert.x gives this thread. */
  static EventLoop current(Vertx vertx) {
    return ((ContextInternal) vertx.getOrCreateContext()).nettyEventLoop();
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
