package dev.signalbox.ingress.eventloop;

import io.netty.channel.EventLoop;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * One client for each event loop, made when a request on that loop first needs it. Vert.x' clients
 * lend a connection to any loop, whichever loop it lives on; a client that only one loop knows can
 * lend only that loop's. As many as there are loops, so bounded. Thread-safe.
 */
public final class PerEventLoop<T> implements AutoCloseable {
  private final Vertx vertx;
  private final Supplier<T> maker;
  private final Consumer<T> closer;
  private final Map<EventLoop, T> clients = new ConcurrentHashMap<>();

  public PerEventLoop(Vertx vertx, Supplier<T> maker, Consumer<T> closer) {
    this.vertx = vertx;
    this.maker = maker;
    this.closer = closer;
  }

  /** The calling event loop's own. */
  public T get() {
    EventLoop loop = EventLoops.current(vertx);
    T client = clients.get(loop);
    return client == null ? clients.computeIfAbsent(loop, any -> maker.get()) : client;
  }

  @Override
  public void close() {
    clients.values().forEach(closer);
    clients.clear();
  }
}
