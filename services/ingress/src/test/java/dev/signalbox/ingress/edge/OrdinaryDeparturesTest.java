package dev.signalbox.ingress.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.testing.Logged;
import io.quarkus.test.junit.QuarkusTest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients that leave are ordinary life: whatever they left, nobody is told of an error. */
@QuarkusTest
class OrdinaryDeparturesTest extends EdgeTest {
  private static final int TIMES = 6;
  private static final String[] WHO_SERVES_REQUESTS = {
    "io.vertx.core.http",
    "io.vertx.core.net",
    "io.vertx.ext.web",
    "io.netty",
    "io.quarkus.vertx.http",
    "dev.signalbox.ingress.api",
    "dev.signalbox.ingress.flow"
  };

  private Logged logged;

  @BeforeEach
  void listen() {
    logged = Logged.fromNowOn();
  }

  @AfterEach
  void stop() {
    logged.close();
  }

  @Test
  void shouldSayNothingOfClientsThatLeaveInsideTheirHeadOrBody() throws Exception {
    for (int i = 0; i < TIMES; i++) {
      try (Socket socket = new Socket(base.getHost(), base.getPort())) {
        String head = "POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ";
        String rest = Edge.KEY + "\r\ncontent-length: 4000\r\n\r\n{\"model\":";
        send(socket, i % 2 == 0 ? head : head + rest);
        leave(socket, i);
      }
    }
    assertQuietOnceAnswering();
  }

  @Test
  void shouldSayNothingOfClientsThatLeaveBeforeTheFirstByte() throws Exception {
    for (int i = 0; i < TIMES; i++) {
      int asked = asked("silent");
      String stream = i % 2 == 0 ? "" : ",\"stream\":true";
      try (Socket socket = askBySocket(Caller.body("silent-primary", "Hello?", stream))) {
        untilAskedMoreThan(asked);
        leave(socket, i);
      }
    }
    assertQuietOnceAnswering();
  }

  @Test
  void shouldSayNothingOfClientsThatLeaveAtOnce() throws Exception {
    for (String model : List.of("endless", "silent-primary", "see", "ok")) {
      for (int i = 0; i < TIMES; i++) {
        String stream = ",\"stream\":" + (i % 3 != 0);
        try (Socket socket = askBySocket(Caller.body(model, "Hello?", stream))) {
          leave(socket, i);
        }
      }
    }
    assertQuietOnceAnswering();
  }

  @Test
  void shouldSayNothingOfClientsThatLeaveInsideAStream() throws Exception {
    for (int i = 0; i < TIMES; i++) {
      try (Socket socket = askBySocket(Caller.body("endless", "Hello?", ",\"stream\":true"))) {
        readUntilContent(socket.getInputStream());
        leave(socket, i);
      }
    }
    assertQuietOnceAnswering();
  }

  @Test
  void shouldSayNothingOfStreamsThatAreResetOverHttp2() throws Exception {
    try (HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build()) {
      HttpResponse<String> first =
          http.send(request(Caller.body("ok", "Hello?", "")), HttpResponse.BodyHandlers.ofString());
      assertThat(first.version()).isEqualTo(HttpClient.Version.HTTP_2);
      for (int i = 0; i < TIMES; i++) {
        HttpResponse<InputStream> streamed =
            http.send(
                request(Caller.body("endless", "Hello?", ",\"stream\":true")),
                HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = streamed.body()) {
          readUntilContent(body);
        }
        int asked = asked("silent");
        CompletableFuture<HttpResponse<String>> waiting =
            http.sendAsync(
                request(Caller.body("silent-primary", "Hello?", "")),
                HttpResponse.BodyHandlers.ofString());
        untilAskedMoreThan(asked);
        assertThat(waiting.cancel(true)).isTrue();
      }
      assertQuietOnceAnswering();
      http.shutdownNow();
      assertThat(http.awaitTermination(java.time.Duration.ofSeconds(30))).isTrue();
    }
    assertQuietOnceAnswering();
  }

  private HttpRequest request(String body) {
    return HttpRequest.newBuilder(base.resolve("/v1/chat/completions"))
        .header("authorization", "Bearer " + Edge.KEY)
        .header("content-type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  /** Everybody's departure was noticed: the next are answered and no call is under way. */
  private void assertQuietOnceAnswering() throws Exception {
    assertThat(caller.plain("ok", "Hello?").status()).isEqualTo(200);
    MemoryPublisher.await(() -> noted() == 0 ? List.of(1) : List.<Integer>of());
    assertThat(logged.warnings(WHO_SERVES_REQUESTS)).isEmpty();
  }

  private void untilAskedMoreThan(int before) throws InterruptedException {
    MemoryPublisher.await(() -> asked("silent") > before ? List.of(1) : List.<Integer>of());
  }

  /** By a reset or in order, in turn. */
  private static void leave(Socket socket, int turn) throws IOException {
    if (turn / 2 % 2 == 0) {
      socket.setSoLinger(true, 0);
    }
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
  }

  private static void readUntilContent(InputStream stream) throws IOException {
    BufferedReader reader =
        new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
    String line = reader.readLine();
    while (line != null && !line.contains("\"content\":\"more ")) {
      line = reader.readLine();
    }
    assertThat(line).as("the stream goes on").isNotNull();
  }
}
