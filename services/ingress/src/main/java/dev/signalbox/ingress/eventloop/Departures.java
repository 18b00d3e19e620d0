package dev.signalbox.ingress.eventloop;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.util.concurrent.FastThreadLocal;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.ArrayList;
import java.util.List;

/**
 * What an event loop writes while it looks at everything that has arrived leaves together
 * afterwards. Whoever is sent to may sleep, and to wake it costs several times what sending costs;
 * the next one on the same processor finds it awake. Where one thing arrives at a time nothing
 * waits. Used on its connection's loop only.
 */
public final class Departures extends ChannelOutboundHandlerAdapter {
  private static final FastThreadLocal<Platform> PLATFORMS =
      new FastThreadLocal<>() {
        @Override
        protected Platform initialValue() {
          return new Platform();
        }
      };

  private boolean waiting;

  private Departures() {}

  /** From now on what is written to the connection leaves so; once is enough. */
  public static void of(HttpConnection connection) {
    of(((ConnectionBase) connection).channel());
  }

  static void of(Channel channel) {
    ChannelPipeline pipeline = channel.pipeline();
    if (channel.eventLoop().inEventLoop() && !(pipeline.first() instanceof Departures)) {
      pipeline.addFirst(new Departures());
    }
  }

  @Override
  public void flush(ChannelHandlerContext context) {
    if (!waiting) {
      waiting = true;
      PLATFORMS.get().add(context);
    }
  }

  @Override
  public void close(ChannelHandlerContext context, ChannelPromise promise) {
    leave(context);
    var unused = context.close(promise);
  }

  @Override
  public void disconnect(ChannelHandlerContext context, ChannelPromise promise) {
    leave(context);
    var unused = context.disconnect(promise);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    leave(context);
  }

  private void leave(ChannelHandlerContext context) {
    if (waiting) {
      waiting = false;
      context.flush();
    }
  }

  /** The connections of one loop with something to send. */
  private static final class Platform implements Runnable {
    private List<ChannelHandlerContext> ready = new ArrayList<>();
    private List<ChannelHandlerContext> leaving = new ArrayList<>();

    void add(ChannelHandlerContext context) {
      if (ready.isEmpty()) {
        context.channel().eventLoop().execute(this);
      }
      ready.add(context);
    }

    /** Comes behind what the loop has found ready. What is written meanwhile leaves next time. */
    @Override
    public void run() {
      List<ChannelHandlerContext> now = ready;
      ready = leaving;
      leaving = now;
      for (int i = 0; i < now.size(); i++) {
        ChannelHandlerContext context = now.get(i);
        ((Departures) context.handler()).leave(context);
      }
      now.clear();
    }
  }
}
