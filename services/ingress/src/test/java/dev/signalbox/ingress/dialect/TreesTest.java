package dev.signalbox.ingress.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TreesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "plain",
        "wörld \ud83e\udd8a",
        "\ud83e",
        "\udd8a",
        "half of a fox \ud83e",
        "\udd8a the other half",
        "\udd8a\ud83e",
        "\ud83e\ud83e\udd8a\udd8a",
      })
  void shouldKeepEachHalfOfAPairOnItsWayThroughUtf8(String said) {
    ObjectNode tree = Trees.object().put("text", said);

    byte[] sent = Trees.text(tree).getBytes(StandardCharsets.UTF_8);
    byte[] whole = Trees.bytes(tree);

    assertThat(Trees.body(sent, sent.length).get("text").asText()).isEqualTo(said);
    assertThat(Trees.body(whole, whole.length).get("text").asText()).isEqualTo(said);
  }
}
