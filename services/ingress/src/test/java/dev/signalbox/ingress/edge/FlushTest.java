package dev.signalbox.ingress.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/**
 * What an upstream writes at once reaches the client at once and in one piece. The upstream goes on
 * only when the client has what came before: a flush too few, and the test waits in vain; one too
 * many, and a piece is not what was written.
 */
@QuarkusTest
class FlushTest extends EdgeTest {

  @Test
  void shouldSendOneChunkForEachThatTheUpstreamSends() throws Exception {
    try (Socket socket = askBySocket(Caller.body("stepped-primary", "Hello?", ",\"stream\":true"));
        InputStream answer = new BufferedInputStream(socket.getInputStream())) {
      // one event
      step(event("one"));
      readHead(answer);
      String first = piece(answer);
      while (first.startsWith(": ping")) {
        first = piece(answer);
      }
      assertThat(words(first)).isEqualTo("one");
      step(event("two"));
      assertThat(words(piece(answer))).isEqualTo("two");

      // several events in one write
      step(event("three") + event("four") + ": a comment\n\n" + event("five"));
      assertThat(words(piece(answer))).isEqualTo("three four five");

      // an event in two writes
      String six = event("six");
      step(six.substring(0, six.length() / 2));
      step(six.substring(six.length() / 2) + event("seven"));
      assertThat(words(piece(answer))).isEqualTo("six seven");

      // the end
      step("data: [DONE]\n\n");
      step("");
      assertThat(piece(answer)).contains("[DONE]");
      assertThat(piece(answer)).isEmpty();
    }
  }

  /** The words of the events in one piece. */
  private static String words(String piece) {
    StringBuilder words = new StringBuilder();
    for (String event : piece.split("\n\n", -1)) {
      int at = event.indexOf("\"content\":\"");
      if (at >= 0) {
        int from = at + "\"content\":\"".length();
        words.append(words.isEmpty() ? "" : " ").append(event, from, event.indexOf('"', from));
      }
    }
    return words.toString();
  }

  private static void readHead(InputStream answer) throws IOException {
    assertThat(line(answer)).contains("200");
    while (!line(answer).isEmpty()) {
      // headers
    }
  }

  /** One chunk of the transfer coding: what was written at once (RFC 9112, 7.1). */
  private static String piece(InputStream answer) throws IOException {
    int size = Integer.parseInt(line(answer), 16);
    String piece = new String(answer.readNBytes(size), StandardCharsets.UTF_8);
    if (size > 0) {
      assertThat(line(answer)).isEmpty();
    }
    return piece;
  }

  private static String line(InputStream answer) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = answer.read(); next != '\n'; next = answer.read()) {
      assertThat(next).as("the answer goes on").isNotNegative();
      if (next != '\r') {
        line.append((char) next);
      }
    }
    return line.toString();
  }
}
