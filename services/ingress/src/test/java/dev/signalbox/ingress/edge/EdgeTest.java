package dev.signalbox.ingress.edge;

import static java.util.stream.Collectors.joining;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;

/** What the tests at the edge share. */
@QuarkusTest
@QuarkusTestResource(Edge.class)
abstract class EdgeTest {
  @TestHTTPResource("/")
  URI base;

  @ConfigProperty(name = "fake.upstream")
  String fake;

  @ConfigProperty(name = "fake.anthropic")
  String anthropic;

  @Inject MemoryPublisher events;

  Caller caller;

  @BeforeEach
  void call() {
    caller = new Caller(base, fake);
  }

  /**
   * Writes {@code text} at once into the stream that the upstream's model {@code stepped} is asked
   * for, once it is; ends the stream with an empty one.
   */
  void step(String text) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(fake + "/fake/step"))
            .POST(HttpRequest.BodyPublishers.ofString(text))
            .build();
    // 409 until the request has reached the upstream.
    MemoryPublisher.await(
        () -> Caller.send(request).statusCode() == 409 ? List.<Integer>of() : List.of(1));
  }

  /** Says {@code word}, in a stream that is stepped; short, so that several are read at once. */
  static String event(String word) {
    return "data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\""
        + word
        + "\"}}]}\n\n";
  }

  /** Requests for a model of the fake upstream so far. */
  int asked(String upstreamModel) {
    try {
      return caller.fakeState().get("asked").path(upstreamModel).asInt();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Calls that are noted as under way; each is freed when it is settled. */
  int noted() {
    try {
      return caller
          .get("/q/metrics")
          .body()
          .lines()
          .filter(line -> line.startsWith("signalbox_ingress_intents"))
          .mapToInt(line -> (int) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
          .findFirst()
          .orElseThrow();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Asks over a plain socket, which the caller reads and closes as it likes. */
  Socket askBySocket(String body, String... headers) throws IOException {
    Socket socket = new Socket(base.getHost(), base.getPort());
    socket.setSoTimeout(60_000);
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    String more = Stream.of(headers).map(header -> header + "\r\n").collect(joining());
    String head =
        "POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\nauthorization: Bearer %s\r\n%scontent-length: %d\r\n\r\n"
            .formatted(Edge.KEY, more, bytes.length);
    socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
    return socket;
  }
}
