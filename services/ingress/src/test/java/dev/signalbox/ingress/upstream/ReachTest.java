package dev.signalbox.ingress.upstream;

import static dev.signalbox.ingress.LocalServers.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.edge.tls.PeerTls;
import dev.signalbox.ingress.pool.PoolSnapshot;
import dev.signalbox.ingress.pool.SmallPool;
import dev.signalbox.testing.FreePorts;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReachTest {
  private final Vertx vertx = Vertx.vertx();
  private final List<String> told = new CopyOnWriteArrayList<>();
  private final Reach reach =
      new Reach(
          vertx,
          Duration.ofSeconds(30),
          new Workers(
              vertx,
              CancelledRequestsTest.LIMITS,
              FleetLimits.USUAL,
              FleetObserver.NONE,
              PeerTls.off()),
          (model, trouble) -> told.add(model + (trouble.isEmpty() ? " up" : " down")));

  @AfterEach
  void stop() throws Exception {
    reach.close();
    await(vertx.close());
  }

  @Test
  void shouldTellOfAnUpstreamThatTakesNoConnectionAndOfItsReturn() throws Exception {
    NetServer server = vertx.createNetServer().connectHandler(socket -> {});
    // One that nobody else gets while nobody listens.
    int port = await(server.listen(FreePorts.one(), "127.0.0.1")).actualPort();
    PoolSnapshot pool = pool(port);
    assertThat(reach.reached("a")).as("not tried yet").isEmpty();

    await(reach.test(pool));
    assertThat(reach.reached("a")).contains(true);
    assertThat(told).as("nothing to tell while all is well").isEmpty();

    await(server.close());
    await(reach.test(pool));
    await(reach.test(pool));
    assertThat(reach.reached("a")).contains(false);

    NetServer back = vertx.createNetServer().connectHandler(socket -> {});
    await(back.listen(port, "127.0.0.1"));
    await(reach.test(pool));
    assertThat(reach.reached("a")).contains(true);
    assertThat(told).containsExactly("a down", "a up");
  }

  private static PoolSnapshot pool(int port) {
    return SmallPool.of(
        "a", "openai: {baseUrl: 'http://127.0.0.1:%d/v1', model: m}".formatted(port));
  }
}
