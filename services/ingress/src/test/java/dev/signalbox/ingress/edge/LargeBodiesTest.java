package dev.signalbox.ingress.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.ingress.eventloop.EventLoops;
import dev.signalbox.testing.Fastest;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Large and fast neighbours: small requests do not wait for them. */
@QuarkusTest
class LargeBodiesTest extends EdgeTest {
  private static final int SMALL = 100;

  @Inject Vertx vertx;

  @Test
  void shouldPassALargePictureThroughUntouched() throws Exception {
    String picture = "x".repeat(1_900_000);
    String body =
        "{\"model\":\"ok-primary\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"Hi\"},{\"type\":\"x_blob\",\"data\":\""
            + picture
            + "\"}]}]}";
    Caller.Answer answer = caller.post("/v1/chat/completions", body);

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(caller.seen("x_blob").at("/body/messages/0/content/1/data").asText().length())
        .isEqualTo(picture.length());
  }

  @Test
  void shouldHaveOneEventLoopForEachProcessor() {
    assertThat(EventLoops.contexts(vertx)).hasSize(Runtime.getRuntime().availableProcessors());
  }

  @Test
  void shouldNotLetAFirehoseKeepSmallRequestsWaiting() throws Exception {
    tail();
    Duration alone = tail();
    // 281 ms while a firehose had its loop for itself (ADR 0186).
    Duration limit = alone.plusMillis(20);
    try (Socket socket =
        askBySocket(Caller.body("firehose-primary", "Hello?", ",\"stream\":true"))) {
      CompletableFuture<Void> reading = CompletableFuture.runAsync(() -> drain(socket));
      assertThat(Fastest.below(limit, this::tail))
          .as("at the 99th percentile, alone %s", alone)
          .isLessThan(limit);
      socket.close();
      reading.get(60, TimeUnit.SECONDS);
    }
  }

  /** What 99 in a hundred small requests don't take longer than. */
  private Duration tail() throws Exception {
    Duration[] took = new Duration[SMALL];
    for (int i = 0; i < SMALL; i++) {
      took[i] = Fastest.time(() -> assertThat(caller.get("/v1/models").status()).isEqualTo(200));
    }
    Arrays.sort(took);
    return took[SMALL - 2];
  }

  private static void drain(Socket socket) {
    try {
      BufferedReader reader =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
      char[] piece = new char[1 << 16];
      while (reader.read(piece) >= 0) {
        // as fast as it comes
      }
    } catch (IOException e) {
      // the test has closed it
    }
  }
}
