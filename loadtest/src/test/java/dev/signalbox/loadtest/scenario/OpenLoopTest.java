package dev.signalbox.loadtest.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.signalbox.loadtest.simulator.ModelPrice;
import dev.signalbox.loadtest.simulator.Pace;
import dev.signalbox.loadtest.simulator.SimulatorServer;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OpenLoopTest {
  private static final Buffer BODY =
      Buffer.buffer(
          "{\"model\": \"m\", \"messages\": [{\"role\": \"user\", \"content\": \"hi\"}],"
              + " \"simulator\": {\"output_tokens\": 5}}");
  private final Vertx vertx = Vertx.vertx();
  private SimulatorServer simulator;
  private Target target;

  @BeforeEach
  void start() throws Exception {
    simulator =
        new SimulatorServer(
            vertx,
            new SimulatorServer.Settings(
                1, new Pace(50, 0, 0), List.of(ModelPrice.parse("m=1:1:1"))),
            Clock.systemUTC());
    int port =
        simulator
            .listen("127.0.0.1", 0)
            .toCompletionStage()
            .toCompletableFuture()
            .get(2, TimeUnit.MINUTES)
            .actualPort();
    target = new Target("simulator", URI.create("http://127.0.0.1:" + port + "/v1"), "none", "m");
  }

  @AfterEach
  void stop() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(2, TimeUnit.MINUTES);
  }

  @Test
  void shouldSendAsManyAsItWasToldAndMeasureFromTheIntendedArrival() throws Exception {
    try (OpenLoop load = new OpenLoop(Vertx.vertx())) {
      Result result = load.run(target, n -> BODY, 50, Duration.ofSeconds(2));

      assertThat(result.failed()).isZero();
      assertThat(result.latency().getTotalCount()).isEqualTo(100);
      assertThat(result.millis(1)).isGreaterThanOrEqualTo(49);
      assertThat(simulator.invoice().line("m").requests()).isEqualTo(100);
    }
  }

  @Test
  void shouldCountWhatIsRefused() throws Exception {
    try (OpenLoop load = new OpenLoop(Vertx.vertx())) {
      Buffer unknown = Buffer.buffer(BODY.toString().replace("\"m\"", "\"n\""));

      assertThat(load.run(target, n -> unknown, 20, Duration.ofSeconds(1)).failed()).isEqualTo(20);
    }
  }

  @Test
  void shouldRefuseAnAddressBeyondThisMachine() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Target("x", URI.create("http://192.0.2.1/v1"), "k", "m"))
        .withMessageContaining("this machine only");
  }
}
