package dev.signalbox.ingress.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.testing.Fastest;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A model that keeps quiet has a rival after a while. */
@QuarkusTest
@TestProfile(Options.class)
class HedgingTest extends EdgeTest {
  @ParameterizedTest
  @ValueSource(strings = {"false", "true"})
  void shouldAnswerByTheRivalAndBillBoth(String stream) throws Exception {
    Duration limit = Duration.ofMillis(1_400);
    assertThat(Fastest.below(limit, () -> Fastest.time(() -> askTheSilent(stream))))
        .isLessThan(limit);

    Caller.Answer answer = askTheSilent(stream);
    JsonNode cost = events.costsOf(answer.header("x-signalbox-decision")).get(0).data();
    assertThat(events.costsOf(answer.header("x-signalbox-decision"))).hasSize(1);
    assertThat(cost.get("SkuId").asText()).isEqualTo("silent-backup");
    assertThat(cost.get("x_Attempts").asInt()).isEqualTo(2);
    assertThat(cost.toString()).contains("silent-primary");
  }

  private Caller.Answer askTheSilent(String stream) throws Exception {
    Caller.Answer answer =
        caller.post(
            "/v1/chat/completions", Caller.body("silent", "Hello?", ",\"stream\":" + stream));
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer;
  }

  @Test
  void shouldStopTheRivalOfTheOneThatSpeaksFirst() throws Exception {
    Caller.Answer answer = caller.stream("slow-first", "Hello?");

    assertThat(answer.streamedText()).isEqualTo("Hello wörld.");
    assertThat(answer.saysDone()).isTrue();
    assertThat(answer.body()).containsOnlyOnce("[DONE]");
  }

  @Test
  void shouldHedgeNobodyWhoAnswersInTime() throws Exception {
    // One that takes a fifth of a second has a rival, and on a busy machine any may.
    assertThat(MemoryPublisher.await(() -> attempts() == 1 ? List.of(1) : List.<Integer>of()))
        .isNotEmpty();
  }

  private int attempts() {
    try {
      Caller.Answer answer = caller.plain("ok", "Hello?");
      return events
          .costsOf(answer.header("x-signalbox-decision"))
          .get(0)
          .data()
          .get("x_Attempts")
          .asInt();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
