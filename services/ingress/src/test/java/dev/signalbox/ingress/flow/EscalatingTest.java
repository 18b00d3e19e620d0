package dev.signalbox.ingress.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.ingress.chat.AnswerFormat;
import dev.signalbox.ingress.chat.AnswerReader;
import dev.signalbox.ingress.chat.JsonBytes;
import dev.signalbox.ingress.dispatch.Consumption;
import dev.signalbox.ingress.dispatch.DispatchOutcome;
import dev.signalbox.ingress.pool.Escalation;
import dev.signalbox.ingress.pool.Model;
import dev.signalbox.ingress.pool.SmallPool;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What comes of an answer that is checked before it is sent. */
class EscalatingTest {
  private final List<Escalating.Outcome> ended = new ArrayList<>();
  private final Model model = model();

  @Test
  void shouldEndOnceThoughItsClientLeavesWhileItsTokensAreCounted() {
    Escalating escalating = escalating();
    escalating.start();

    escalating.cancel();

    assertThat(ended).hasSize(1);
    assertThat(ended.getFirst().answer()).isPresent();
  }

  private Escalating escalating() {
    byte[] json =
        "{\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"four\"}}]}"
            .getBytes(StandardCharsets.UTF_8);
    return new Escalating(
        new Escalation(List.of("b"), 1, 0, false, false, 0, 1, 1),
        model,
        new AnswerFormat.Text(),
        (stronger, whenEnded) -> {
          throw new AssertionError("a good answer needs no other");
        },
        new DispatchOutcome.Answered(
            new Consumption(model, null, 4),
            new JsonBytes(json, json.length),
            AnswerReader.read(json, 0, json.length).orElseThrow(),
            new DispatchOutcome.Tries(1, List.of())),
        ended::add);
  }

  private static Model model() {
    return SmallPool.of("a", "openai: {baseUrl: 'http://127.0.0.1:1/v1', model: m}")
        .model("a")
        .orElseThrow();
  }
}
