package dev.signalbox.local.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ReadyMessageTest {
  @Test
  void shouldBeginWithTheLineThatScriptsWaitFor() {
    ReadyMessage message =
        new ReadyMessage(
            8080, 8083, "sk-signalbox-abc", "sb-admin-xyz", Path.of("/data/logs"), false);

    assertThat(message.lines().getFirst()).isEqualTo("signalbox is ready: http://127.0.0.1:8080");
  }

  @Test
  void shouldGiveTheConsoleTheKeyAndACurlThatCanBePasted() {
    String text =
        String.join(
            "\n",
            new ReadyMessage(
                    9080, 9083, "sk-signalbox-abc", "sb-admin-xyz", Path.of("/data/logs"), true)
                .lines());

    assertThat(text)
        .contains(
            "console   http://127.0.0.1:9083",
            "API key   sk-signalbox-abc",
            "admin     sb-admin-xyz",
            "make stop")
        .contains("curl http://127.0.0.1:9080/v1/chat/completions \\\n")
        .contains("authorization: Bearer sk-signalbox-abc");
  }
}
