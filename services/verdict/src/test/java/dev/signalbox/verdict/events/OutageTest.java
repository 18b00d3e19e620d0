package dev.signalbox.verdict.events;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import dev.signalbox.verdict.support.Backends;
import dev.signalbox.verdict.support.Events;
import dev.signalbox.verdict.support.Topics;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Backends.class)
class OutageTest {
  private static final Duration SOON = Duration.ofMinutes(4);

  @AfterEach
  void mend() {
    Backends.line().mend();
  }

  @Test
  void shouldWaitForPostgresAndLoseNothing() {
    String model = "outage-" + UUID.randomUUID();
    try (Topics topics = new Topics(Backends.broker().address())) {
      charge(topics, model);
      await().atMost(SOON).untilAsserted(() -> expectRequests(model, 1));

      Backends.line().cut();
      for (int i = 0; i < 20; i++) {
        charge(topics, model);
      }
      await()
          .atMost(SOON)
          .untilAsserted(() -> given().get("/q/health/ready").then().statusCode(503));
      given()
          .get("/api/decisions")
          .then()
          .statusCode(503)
          .contentType("application/problem+json")
          .body("code", equalTo("database_unavailable"))
          .body("retryable", equalTo(true));

      Backends.line().mend();
      await().atMost(SOON).untilAsserted(() -> expectRequests(model, 21));
      await()
          .atMost(SOON)
          .untilAsserted(() -> given().get("/q/health/ready").then().statusCode(200));
    }
  }

  @Test
  void shouldStayReadyWithoutKafkaAndCatchUp() {
    String model = "broker-" + UUID.randomUUID();
    Backends.broker().kill();
    try {
      voteWithoutKafka();
    } finally {
      Backends.broker().start();
    }

    try (Topics topics = new Topics(Backends.broker().address())) {
      charge(topics, model);
    }
    await().atMost(SOON).untilAsserted(() -> expectRequests(model, 1));
  }

  private static void voteWithoutKafka() {
    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                given()
                    .get("/q/health/ready")
                    .then()
                    .statusCode(200)
                    .body(
                        "checks.find { it.name == 'kafka' }.data.costs", equalTo("not connected")));
    given()
        .contentType("application/json")
        .body("{\"choice\": \"ship\"}")
        .put("/api/votes/auto")
        .then()
        .statusCode(200)
        .body("own.choice", equalTo("ship"));
  }

  private static void charge(Topics topics, String model) {
    topics.publish(
        "signalbox.costs",
        Events.charged(Events.cost("o-" + UUID.randomUUID(), Instant.now(), model, 10, 30, true)));
  }

  private static void expectRequests(String model, int requests) {
    String row = "rows.find { it.key == '" + model + "' }";
    given()
        .get("/api/savings?by=model")
        .then()
        .statusCode(200)
        .body(row, notNullValue())
        .body(row + ".requests", equalTo(requests))
        .body(row + ".savedNanoUsd", equalTo(requests * 20));
  }
}
