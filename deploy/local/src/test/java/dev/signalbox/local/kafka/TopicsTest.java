package dev.signalbox.local.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TopicsTest {
  @Test
  void shouldReadTheTopicsThatShip() {
    assertThat(Topics.shipped().topics())
        .extracting(Topic::name)
        .contains("signalbox.decisions", "signalbox.costs", "signalbox.votes");
  }

  @Test
  void shouldTranslateRetentionAndCleanup() throws IOException {
    Topics topics =
        parse(
            """
            topics:
              - {name: a, partitions: 6, retention: P7D, cleanup: delete}
              - {name: b, partitions: 3, retention: "-1", cleanup: compact}
            """);

    assertThat(topics.topics().get(0).configuration())
        .containsEntry("retention.ms", "604800000")
        .containsEntry("cleanup.policy", "delete");
    assertThat(topics.topics().get(1).configuration())
        .containsEntry("retention.ms", "-1")
        .containsEntry("cleanup.policy", "compact");
  }

  @Test
  void shouldNameTheTopicThatIsWrong() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> parse("topics: [{name: a, partitions: 1, retention: soon, cleanup: delete}]"))
        .withMessageContaining("topic a has retention soon");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> parse("topics: [{name: a, partitions: 0, retention: P1D, cleanup: delete}]"))
        .withMessageContaining("topic a with 0 partitions");
  }

  private static Topics parse(String yaml) throws IOException {
    return Topics.parse(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)));
  }
}
