package dev.signalbox.verdict.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import dev.signalbox.verdict.support.Backends;
import dev.signalbox.verdict.support.Events;
import dev.signalbox.verdict.support.Topics;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Backends.class)
class DecisionsApiTest {
  @TestHTTPResource("/")
  URL address;

  @Test
  void shouldPageThroughEqualTimesWithoutGapOrRepeat() {
    String model = "page-" + UUID.randomUUID();
    Instant at = Instant.now();
    try (Topics topics = new Topics(Backends.broker().address())) {
      for (int i = 0; i < 23; i++) {
        topics.publish(
            "signalbox.decisions",
            Events.decided(Events.decision(model + "-" + i, at.minusSeconds(i / 5), model)));
      }
    }
    awaitDecisions(model, 23);

    List<String> seen = new ArrayList<>();
    String before = "";
    do {
      var page =
          given()
              .queryParam("model", model)
              .queryParam("limit", 5)
              .queryParam("before", before)
              .get("/api/decisions")
              .then()
              .statusCode(200)
              .extract()
              .jsonPath();
      seen.addAll(page.getList("decisions.id"));
      before = page.getString("nextBefore");
    } while (before != null);

    assertThat(seen).hasSize(23).doesNotHaveDuplicates();
    assertThat(seen.get(0))
        .isIn(model + "-0", model + "-1", model + "-2", model + "-3", model + "-4");
  }

  @Test
  void shouldTellHowADecisionCameAbout() {
    String id = "choice-" + UUID.randomUUID();
    try (Topics topics = new Topics(Backends.broker().address())) {
      publish(topics, id, "simulator-small");
    }

    await()
        .atMost(Duration.ofMinutes(2))
        .untilAsserted(() -> given().get("/api/decisions/" + id).then().statusCode(200));

    given()
        .get("/api/decisions/" + id)
        .then()
        .body("choice.weighing.weightPerUsd", equalTo(343.0f))
        .body("choice.weighing.alternatives[0].model", equalTo("simulator-large"))
        .body("choice.fallbacks", hasSize(1))
        .body("choice.features[0].name", equalTo("looks like small talk"))
        .body("candidates[0].gate", equalTo("tools"));
    assertThat(given().get("/decisions/" + id).asString())
        .contains("What other modes would have chosen")
        .contains("77% to 85%")
        .contains("a dollar counts 34,300 points of success")
        .contains("looks like small talk");
  }

  @Test
  void shouldStreamFromWhereTheReaderLeft() throws IOException {
    String model = "stream-" + UUID.randomUUID();
    List<String> first = new ArrayList<>();
    try (Topics topics = new Topics(Backends.broker().address())) {
      publish(topics, model + "-1", model);
      awaitDecisions(model, 1);
      first.addAll(read("/api/decisions/stream?after=0-0&model=" + model, null, 1));
      publish(topics, model + "-2", model);
      awaitDecisions(model, 2);
      topics.publish(
          "signalbox.costs",
          Events.charged(Events.cost(model + "-2", Instant.now(), model, 5, 9, true)));
    }
    assertThat(first.get(1)).isEqualTo(model + "-1");

    List<String> second = read("/api/decisions/stream?model=" + model, first.get(0), 1);

    assertThat(second.get(1)).isEqualTo(model + "-2");
  }

  @Test
  void shouldRefuseHostileParameters() {
    for (String query :
        List.of(
            "limit=0",
            "limit=501",
            "limit=x",
            "before=!!",
            "before=" + "A".repeat(500),
            "before=MS4yLg",
            "model=" + "m".repeat(201),
            "tenant=a%00b")) {
      given()
          .urlEncodingEnabled(false)
          .get("/api/decisions?" + query)
          .then()
          .statusCode(400)
          .contentType("application/problem+json")
          .body("code", equalTo("invalid_parameter"));
    }
    given().get("/api/decisions/stream?after=1;2").then().statusCode(400);
    given().get("/api/decisions/nobody").then().statusCode(404);
    given().urlEncodingEnabled(false).get("/api/decisions/a%00b").then().statusCode(404);
    given().get("/api/savings?by=hour").then().statusCode(400).body("param", equalTo("by"));
    given().get("/api/savings?from=yesterday").then().statusCode(400);
    given().get("/api/savings?from=2020-01-01&to=2026-01-01").then().statusCode(400);
    given().get("/api/savings?from=2026-02-01&to=2026-01-01").then().statusCode(400);
  }

  @Test
  void shouldSendTheSecurityHeadersWithEveryAnswer() {
    for (String path : List.of("/", "/api/decisions", "/api/nothing", "/assets/console.js")) {
      String policy = given().get(path).header("Content-Security-Policy");
      assertThat(policy).as(path).contains("default-src 'none'").doesNotContain("unsafe-inline");
      assertThat(given().get(path).header("X-Content-Type-Options")).isEqualTo("nosniff");
    }
    given().accept("text/html").get("/nothing").then().statusCode(404);
    given()
        .accept("text/html")
        .get("/decisions/nobody")
        .then()
        .statusCode(404)
        .contentType("text/html")
        .body(containsString("Nothing here"));
  }

  private static void publish(Topics topics, String id, String model) {
    topics.publish(
        "signalbox.decisions", Events.decided(Events.decision(id, Instant.now(), model)));
  }

  private static void awaitDecisions(String model, int count) {
    await()
        .atMost(Duration.ofMinutes(2))
        .untilAsserted(
            () ->
                given()
                    .get("/api/decisions?limit=100&model=" + model)
                    .then()
                    .body("decisions", hasSize(count)));
  }

  /** Id of the stream's first decision event and of the decision in it. */
  private List<String> read(String path, @Nullable String lastEventId, int events)
      throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection) URI.create(address.toString()).resolve(path).toURL().openConnection();
    connection.setReadTimeout(180_000);
    if (lastEventId != null) {
      connection.setRequestProperty("Last-Event-ID", lastEventId);
    }
    List<String> found = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8))) {
      String id = "";
      boolean decision = false;
      String line;
      while (found.size() < events * 2 && (line = lines.readLine()) != null) {
        if (line.startsWith("id:")) {
          id = line.substring(3).strip();
        } else if (line.startsWith("event:")) {
          decision = line.endsWith("decision");
        } else if (line.startsWith("data:") && decision) {
          found.add(id);
          found.add(Events.JSON.readTree(line.substring(5)).path("id").asText());
        }
      }
    } finally {
      connection.disconnect();
    }
    return found;
  }
}
