package dev.signalbox.ingress.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.testing.Logged;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.List;
import org.junit.jupiter.api.Test;

/** That nothing of a prompt is logged otherwise, {@link CanaryTest} shows. */
@QuarkusTest
@TestProfile(Options.class)
class LoggedPromptsTest extends EdgeTest {
  @Test
  void shouldLogAPromptWithoutItsSecretsWhereThatIsAskedFor() throws Exception {
    List<String> logged;
    String decision;
    try (Logged log = Logged.fromNowOn()) {
      Caller.Answer answer =
          caller.plain("ok", "canary-91c4 for ACME-42: write to ada@example.org with " + Edge.KEY);
      decision = answer.header("x-signalbox-decision");
      MemoryPublisher.await(
          () -> log.lines().stream().filter(line -> line.contains("canary-91c4")).toList());
      logged = log.lines();
    }

    assertThat(logged)
        .filteredOn(line -> line.contains("canary-91c4"))
        .singleElement()
        .asString()
        .startsWith("dev.signalbox.prompts INFO " + decision + " tenant=")
        .endsWith("prompt=user: canary-91c4 for [redacted]: write to [email] with [secret]");
    assertThat(logged).noneMatch(line -> line.contains(Edge.KEY));
  }
}
