package dev.signalbox.ingress.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Calls are noted while they are under way, and no note outlives its request. */
@QuarkusTest
class IntentsTest extends EdgeTest {
  @Test
  void shouldLeaveNoNoteBehindHoweverARequestEnds() throws Exception {
    caller.plain("ok", "Hello?");
    caller.stream("ok", "Hello?");
    caller.plain("broken", "Hello?");
    caller.plain("error-200", "Hello?");
    caller.stream("cut", "Hello?");
    caller.plain("picky", "Hello?");
    caller.plain("gone", "Hello?");
    caller.plain("unsteady", "Hello?");
    caller.plain("refusing", "Hello?");
    caller.plain("lost", "Hello?");
    caller.post("/v1/embeddings", "{\"model\":\"vectors\",\"input\":\"Hello?\"}");
    try {
      caller.impatient("silent-primary", "Hello?", Duration.ofMillis(300));
    } catch (HttpTimeoutException e) {
      // It left, as it was told to.
    }

    assertThat(MemoryPublisher.await(() -> noted() == 0 ? List.of(0) : List.<Integer>of()))
        .isNotEmpty();
  }
}
