package dev.signalbox.ingress.edge;

import static java.util.stream.Collectors.joining;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
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

  /** Asks over a plain socket, which the caller reads and closes as it likes. */
  Socket askBySocket(String body, String... headers) throws IOException {
    Socket socket = new Socket(base.getHost(), base.getPort());
    socket.setSoTimeout(30_000);
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
