package dev.signalbox.ingress.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.testing.Logged;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Keys and prompts are in no log, event, error or metric, whatever happens to the request. */
@QuarkusTest
class CanaryTest extends EdgeTest {
  private static final String PROMPT = "canary-prompt-91c4";
  private static final String WRONG_KEY = "sk-canary-wrong-22ab";

  @Test
  void shouldLeakNothing() throws Exception {
    List<String> logged;
    StringBuilder errors = new StringBuilder();
    try (Logged log = Logged.fromNowOn()) {
      for (String model :
          List.of(
              "ok", "see", "broken", "stranger", "busy", "gone", "nope", "error-200", "reset")) {
        errors.append(errorOf(caller.plain(model, PROMPT)));
        errors.append(errorOf(caller.stream(model, PROMPT)));
      }
      errors.append(
          errorOf(
              caller.post("/v1/chat/completions", "{\"model\":\"ok\",\"messages\":\"" + PROMPT)));
      errors.append(
          errorOf(
              caller.post(
                  "/v1/chat/completions", "{\"model\":\"ok\",\"messages\":\"" + PROMPT + "\"}")));
      errors.append(
          RestAssured.given()
              .header("authorization", "Bearer " + WRONG_KEY)
              .get("/v1/models")
              .asString());
      logged = log.lines();
    }

    String metrics = RestAssured.get("/q/metrics").asString();
    String health = RestAssured.get("/q/health").asString();
    StringBuilder published = new StringBuilder();
    events
        .all()
        .forEach(
            each ->
                published
                    .append(each.event().headers())
                    .append(new String(each.event().data(), StandardCharsets.UTF_8)));
    assertThat(metrics).contains("signalbox_ingress_decisions_total");
    assertThat(published).isNotEmpty();
    for (String sink :
        List.of(
            String.join("\n", logged), metrics, health, published.toString(), errors.toString())) {
      assertThat(sink).doesNotContain(PROMPT).doesNotContain(Edge.KEY).doesNotContain(WRONG_KEY);
    }
  }

  private static String errorOf(Caller.Answer answer) {
    return answer.status() >= 400 ? answer.response().headers() + answer.body() : "";
  }
}
