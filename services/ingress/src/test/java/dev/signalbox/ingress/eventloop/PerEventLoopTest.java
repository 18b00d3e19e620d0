package dev.signalbox.ingress.eventloop;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PerEventLoopTest {
  private static final int LOOPS = 3;

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(LOOPS));

  @AfterEach
  void close() {
    vertx.close();
  }

  @Test
  void shouldGiveEachLoopItsOwnAndAlwaysTheSame() throws Exception {
    // given
    List<Object> closed = new ArrayList<>();
    PerEventLoop<Object> clients = new PerEventLoop<>(vertx, Object::new, closed::add);
    List<Context> contexts = EventLoops.contexts(vertx);
    assertThat(contexts).hasSize(LOOPS);

    // when
    Set<Object> first = new HashSet<>();
    Set<Object> second = new HashSet<>();
    for (Context context : contexts) {
      first.add(on(context, clients));
      second.add(on(context, clients));
    }

    // then
    assertThat(first).hasSize(LOOPS).isEqualTo(second);
    clients.close();
    assertThat(closed).containsExactlyInAnyOrderElementsOf(first);
  }

  private static Object on(Context context, PerEventLoop<Object> clients) throws Exception {
    CompletableFuture<Object> seen = new CompletableFuture<>();
    context.runOnContext(nothing -> seen.complete(clients.get()));
    return seen.get(30, TimeUnit.SECONDS);
  }
}
