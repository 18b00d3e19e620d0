package dev.signalbox.ingress.promptlog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.ingress.chat.ChatLimits;
import dev.signalbox.ingress.chat.ChatRequest;
import dev.signalbox.ingress.chat.ChatRequestReader;
import dev.signalbox.testing.Logged;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PromptLogTest {
  private static final int CHARACTERS = 40;
  private static final int MANY = 1_000;

  private final List<String> lines = new CopyOnWriteArrayList<>();

  @Test
  void shouldWriteOneLineThatCannotPretendToBeTwo() {
    assertThat(written("Hi\nWARN \u202Efake\u0007", CHARACTERS))
        .containsExactly("dec-1 tenant=t model=m prompt=user: Hi\\nWARN \\u{202e}fake\\u{7}");
  }

  @Test
  void shouldShowTheEndOfWhatIsTooLong() {
    String line = written("x".repeat(MANY) + " and so on, to its end", CHARACTERS).get(0);

    assertThat(line).startsWith("dec-1 tenant=t model=m prompt=…x").endsWith(", to its end");
    assertThat(line.substring(line.indexOf('…') + 1)).hasSize(CHARACTERS);
  }

  /** The cut goes through it: its second half alone has no form that is known. */
  @Test
  void shouldShowNoHalfOfASecret() {
    String line = written("password=\"correct horse battery staple\" is mine", 20).get(0);

    assertThat(line).doesNotContain("horse").doesNotContain("staple").endsWith("is mine");
  }

  /** What is read begins in its middle, and what follows it shrinks to a few characters. */
  @Test
  void shouldShowNoHalfOfASecretWhateverFollowsIt() {
    String secret = "password=\"correct horse battery staple\"";
    String data = " data:image/png;base64," + "AAAA".repeat(1_000);
    String text = secret + data.repeat(2);

    for (int more = 0; more < secret.length(); more++) {
      lines.clear();
      String line = written(text + "x".repeat(more), 4_000).get(0);
      assertThat(line).doesNotContain("horse").doesNotContain("staple");
    }
  }

  @Test
  void shouldLeaveOutWhatComesTooFastAndKeepNobodyWaiting() throws Exception {
    CountDownLatch slow = new CountDownLatch(1);
    PromptLog log =
        new PromptLog(
            new Redaction(List.of()),
            CHARACTERS,
            line -> {
              awaited(slow);
              lines.add(line);
            });
    ChatRequest request = request("Hello");
    List<String> warned;
    try (Logged logged = Logged.fromNowOn()) {
      for (int i = 0; i < MANY; i++) {
        log.asked("dec-" + i, "t", "m", request);
      }
      warned = logged.warnings(PromptLog.class.getName());
    }
    slow.countDown();
    log.close();

    assertThat(warned).hasSize(1).first().asString().contains("they come too fast");
    assertThat(lines).hasSizeBetween(1, MANY - 1);
    assertThat(lines.get(0)).startsWith("dec-0 ");
  }

  private List<String> written(String text, int characters) {
    PromptLog log = new PromptLog(new Redaction(List.of()), characters, lines::add);
    log.asked("dec-1", "t", "m", request(text));
    log.close();
    return lines;
  }

  private static ChatRequest request(String text) {
    byte[] body =
        ("{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":"
                + new com.fasterxml.jackson.databind.node.TextNode(text)
                + "}]}")
            .getBytes(StandardCharsets.UTF_8);
    return new ChatRequestReader(new ChatLimits(10, 10_000, 10, 1)).read(body, body.length);
  }

  private static void awaited(CountDownLatch latch) {
    try {
      assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
