package dev.signalbox.ingress.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** Keys and prompts are in no log, event, error or metric, whatever happens to the request. */
@QuarkusTest
class CanaryTest extends EdgeTest {
  private static final String PROMPT = "canary-prompt-91c4";
  private static final String WRONG_KEY = "sk-canary-wrong-22ab";

  @Test
  void shouldLeakNothing() throws Exception {
    List<String> logged = new CopyOnWriteArrayList<>();
    Logger root = LogManager.getLogManager().getLogger("");
    Handler listener = listener(logged);
    root.addHandler(listener);
    StringBuilder errors = new StringBuilder();
    try {
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
    } finally {
      root.removeHandler(listener);
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

  private static Handler listener(List<String> logged) {
    return new Handler() {
      @Override
      public void publish(LogRecord record) {
        StringBuilder text = new StringBuilder().append(record.getMessage());
        if (record.getParameters() != null) {
          for (Object parameter : record.getParameters()) {
            text.append(' ').append(parameter);
          }
        }
        for (Throwable cause = record.getThrown(); cause != null; cause = cause.getCause()) {
          text.append(' ').append(cause);
        }
        logged.add(text.toString());
      }

      @Override
      public void flush() {}

      @Override
      public void close() {}
    };
  }
}
