package dev.signalbox.ingress.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.testing.Fastest;
import io.quarkus.test.junit.QuarkusTest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A client that leaves, and one that reads slowly, over a plain socket. */
@QuarkusTest
class ClientGoneTest extends EdgeTest {
  private static final Duration SOON = Duration.ofMillis(100);

  @Test
  void shouldCloseTheUpstreamWithin100MillisecondsAndSettleWhatWasConsumed() throws Exception {
    warmUp();

    assertThat(Fastest.below(SOON, this::untilTheUpstreamClosed)).isLessThan(SOON);
  }

  private Duration untilTheUpstreamClosed() throws Exception {
    int before = caller.fakeState().get("closed").size();
    String decision;
    long left;
    try (Socket socket = askBySocket(Caller.body("endless", "Hello?", ",\"stream\":true"))) {
      BufferedReader reader = reader(socket);
      decision = readUntil(reader, "\"content\":\"more ");
      left = System.currentTimeMillis();
    }

    JsonNode closed =
        MemoryPublisher.await(
                () -> {
                  JsonNode all = state().get("closed");
                  return all.size() > before ? List.of(all.get(all.size() - 1)) : List.of();
                })
            .get(0);
    assertClientGoneSettledOnce(decision);
    return Duration.ofMillis(closed.get("at").asLong() - left);
  }

  private void assertClientGoneSettledOnce(String decision) throws InterruptedException {
    List<MemoryPublisher.Published> costs = events.costsOf(decision);
    assertThat(costs).hasSize(1);
    JsonNode cost = costs.get(0).data();
    assertThat(cost.get("x_Outcome").asText()).isEqualTo("client_gone");
    assertThat(cost.get("x_UsageSource").asText()).isEqualTo("estimated");
    assertThat(cost.get("x_OutputTokens").asInt()).isPositive();
  }

  @Test
  void shouldStopAPlainRequestToo() throws Exception {
    int before = caller.fakeState().get("closed").size();
    int asked = asked("silent");
    try (Socket socket = askBySocket(Caller.body("silent-primary", "Hello?", ""))) {
      MemoryPublisher.await(() -> asked("silent") > asked ? List.of(1) : List.<Integer>of());
      socket.setSoLinger(true, 0);
    }

    MemoryPublisher.await(
        () -> state().get("closed").size() > before ? List.of(1) : List.<Integer>of());
  }

  private int gone() {
    return events.costs(cost -> cost.get("x_Outcome").asText().equals("client_gone")).size();
  }

  @Test
  void shouldReadTheUpstreamNoFasterThanTheClientReads() throws Exception {
    long before = firehose();
    try (Socket socket = askBySocket(Caller.body("firehose", "Hello?", ",\"stream\":true"))) {
      BufferedReader reader = reader(socket);
      readUntil(reader, "Hello ");
      List<Long> taken = new ArrayList<>();
      MemoryPublisher.await(
          () -> {
            taken.add(firehose() - before);
            int size = taken.size();
            pause();
            return size > 8 && taken.get(size - 1).equals(taken.get(size - 6))
                ? List.of(1)
                : List.of();
          });

      assertThat(taken.get(taken.size() - 1)).isLessThan(40_000_000);
    }
  }

  private void warmUp() throws Exception {
    for (int i = 0; i < 3; i++) {
      try (Socket socket = askBySocket(Caller.body("endless", "Hello?", ",\"stream\":true"))) {
        readUntil(reader(socket), "\"content\":\"more ");
      }
    }
    MemoryPublisher.await(() -> gone() >= 3 ? List.of(1) : List.<Integer>of());
  }

  /** Bytes that firehoses brought so far, those of other tests among them. */
  private long firehose() {
    return state().get("asked").path("firehose-bytes").asLong();
  }

  private JsonNode state() {
    try {
      return caller.fakeState();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static void pause() {
    try {
      Thread.sleep(50);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static BufferedReader reader(Socket socket) throws IOException {
    return new BufferedReader(
        new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
  }

  /** Reads up to a line that contains {@code text}; answers the decision's id from the head. */
  private static String readUntil(BufferedReader reader, String text) throws IOException {
    String decision = "";
    String line = reader.readLine();
    while (line != null && !line.contains(text)) {
      if (line.startsWith("x-signalbox-decision: ")) {
        decision = line.substring("x-signalbox-decision: ".length());
      }
      line = reader.readLine();
    }
    assertThat(line).as("the stream has " + text).isNotNull();
    return decision;
  }
}
