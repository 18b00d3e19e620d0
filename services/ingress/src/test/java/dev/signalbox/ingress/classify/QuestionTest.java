package dev.signalbox.ingress.classify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.contracts.classifier.v1.Message;
import dev.signalbox.ingress.chat.ChatLimits;
import dev.signalbox.ingress.chat.ChatRequestReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class QuestionTest {
  private static final ChatRequestReader READER =
      new ChatRequestReader(new ChatLimits(32, 1 << 20, 32, 2));

  @Test
  void shouldSendTheWholeConversationWhereItFits() {
    List<Message> sent =
        asked(
            1_000,
            said("system", "Be brief."),
            said("user", "Prove it."),
            said("assistant", "Shall I use induction?"),
            said("user", "yes, do it"));

    assertThat(sent)
        .extracting(Message::getRole)
        .containsExactly("system", "user", "assistant", "user");
    assertThat(sent).extracting(Message::getText).contains("Prove it.", "yes, do it");
  }

  @Test
  void shouldKeepHowTheTaskBeganAndTheNewestMessages() {
    String task = "Prove this theorem: " + "x".repeat(5_000);
    List<Message> sent =
        asked(
            400,
            said("system", "y".repeat(1_000)),
            said("user", task),
            said("assistant", "a".repeat(1_000) + " Shall I?"),
            said("user", "yes, do it"));

    assertThat(sent).extracting(Message::getRole).containsExactly("user", "assistant", "user");
    assertThat(sent.get(0).getText()).isEqualTo(task.substring(0, 100));
    assertThat(sent.get(1).getText()).endsWith(" Shall I?").hasSize(290);
    assertThat(sent.get(2).getText()).isEqualTo("yes, do it");
  }

  @Test
  void shouldCutOneLongMessageInItsMiddle() {
    List<Message> sent = asked(400, said("user", "a".repeat(500) + "b".repeat(500)));

    assertThat(sent).hasSize(1);
    assertThat(sent.get(0).getText()).isEqualTo("a".repeat(100) + "\n" + "b".repeat(300));
  }

  private static List<Message> asked(int maxChars, String... messages) {
    byte[] body =
        ("{\"model\":\"auto\",\"messages\":[" + String.join(",", messages) + "]}")
            .getBytes(StandardCharsets.UTF_8);
    return new Question(READER.read(body, body.length), List.of(), List.of(), "1")
        .conversation(maxChars);
  }

  private static String said(String role, String text) {
    return "{\"role\":\"" + role + "\",\"content\":\"" + text + "\"}";
  }
}
