package dev.signalbox.ingress.eventloop;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.net.NetServer;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NextTurnTest {
  private static final int MANY = 1_000;

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final AtomicInteger turns = new AtomicInteger();
  private final CompletableFuture<Integer> turnsUntilRead = new CompletableFuture<>();

  @AfterEach
  void close() {
    vertx.close();
  }

  /** Work that goes on for ever by handing over its rest: a socket with bytes in it is next. */
  @Test
  void shouldLookAtEverySocketBeforeWorkGoesOn() throws Exception {
    Context loop = EventLoops.contexts(vertx).get(0);
    CompletableFuture<Integer> port = new CompletableFuture<>();
    CountDownLatch connected = new CountDownLatch(1);
    loop.runOnContext(nothing -> listen(connected).onSuccess(s -> port.complete(s.actualPort())));
    try (Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), port.get(60, TimeUnit.SECONDS))) {
      assertThat(connected.await(60, TimeUnit.SECONDS)).isTrue();
      CountDownLatch working = new CountDownLatch(1);
      CountDownLatch sent = new CountDownLatch(1);
      loop.runOnContext(
          nothing -> {
            working.countDown();
            awaited(sent);
            work();
          });

      assertThat(working.await(60, TimeUnit.SECONDS)).isTrue();
      socket.getOutputStream().write(1);
      socket.getOutputStream().flush();
      sent.countDown();

      assertThat(turnsUntilRead.get(60, TimeUnit.SECONDS)).isLessThanOrEqualTo(2);
    }
  }

  @Test
  void shouldStayOnItsContext() throws Exception {
    Context loop = EventLoops.contexts(vertx).get(0);
    CompletableFuture<Context> seen = new CompletableFuture<>();
    AtomicBoolean before = new AtomicBoolean(true);

    loop.runOnContext(
        nothing -> {
          EventLoops.nextTurn(
              vertx, () -> seen.complete(before.get() ? null : Vertx.currentContext()));
          before.set(false);
        });

    assertThat(seen.get(60, TimeUnit.SECONDS)).isSameAs(loop);
  }

  private Future<NetServer> listen(CountDownLatch connected) {
    return vertx
        .createNetServer()
        .connectHandler(
            socket -> {
              socket.handler(bytes -> turnsUntilRead.complete(turns.get()));
              connected.countDown();
            })
        .listen(0, "127.0.0.1");
  }

  private void work() {
    if (turns.incrementAndGet() < MANY && !turnsUntilRead.isDone()) {
      EventLoops.nextTurn(vertx, this::work);
    }
  }

  private static void awaited(CountDownLatch latch) {
    try {
      latch.await(60, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
