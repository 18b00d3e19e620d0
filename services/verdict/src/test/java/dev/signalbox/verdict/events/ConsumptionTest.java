package dev.signalbox.verdict.events;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.platform.cloudevents.CloudEvent;
import dev.signalbox.verdict.support.Backends;
import dev.signalbox.verdict.support.Events;
import dev.signalbox.verdict.support.Topics;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Backends.class)
class ConsumptionTest {
  private static final Duration SOON = Duration.ofMinutes(2);
  private static Topics topics;

  @BeforeAll
  static void connect() {
    topics = new Topics(Backends.broker().address());
  }

  @AfterAll
  static void disconnect() {
    topics.close();
  }

  @Test
  void shouldShowADecisionWithItsCost() {
    String id = "shown-" + UUID.randomUUID();
    Instant at = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    topics.publish(
        "signalbox.decisions", Events.decided(Events.decision(id, at, "simulator-small")));
    topics.publish(
        "signalbox.costs",
        Events.charged(
            Events.cost(id, at.plusSeconds(1), "simulator-small", 20_125, 350_000, true)));

    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                given()
                    .get("/api/decisions/" + id)
                    .then()
                    .statusCode(200)
                    .body("model", equalTo("simulator-small"))
                    .body("decidedAt", equalTo(at.toString()))
                    .body("candidates", hasSize(3))
                    .body("candidates[1].success", equalTo(0.81f))
                    .body("facts.textTokens", equalTo(12))
                    .body("cost.billedUsd", equalTo("0.000020125"))
                    .body("cost.savedNanoUsd", equalTo(329_875)));
    given().get("/api/decisions?limit=1").then().statusCode(200).body("decisions", hasSize(1));
  }

  @Test
  void shouldCountAnEventOnceHoweverOftenItArrives() {
    String model = "once-" + UUID.randomUUID();
    CloudEvent event =
        Events.charged(
            Events.cost("dup-" + UUID.randomUUID(), Instant.now(), model, 1_000, 5_000, false));
    for (int i = 0; i < 5; i++) {
      topics.publish("signalbox.costs", event);
    }
    publishMarker();

    SavingsRowJson row = savings(model);
    assertThat(row).isEqualTo(new SavingsRowJson(1, 1_000, 5_000, 4_000, false));
  }

  @Test
  void shouldPutPoisonAsideAndGoOn() {
    String marker = UUID.randomUUID().toString();
    topics.publishRaw(
        "signalbox.costs", marker.getBytes(StandardCharsets.UTF_8), Map.of("x", "no cloud event"));
    Map<String, String> headers = new HashMap<>();
    headers.put("ce_id", marker);
    headers.put("ce_type", "cost.charged.v1");
    headers.put("ce_source", "/test");
    headers.put("ce_time", "2026-11-23T00:00:00Z");
    topics.publishRaw("signalbox.costs", ("{" + marker).getBytes(StandardCharsets.UTF_8), headers);
    ObjectNode wrong = Events.cost(marker, Instant.now(), "m", 10, 20, false);
    wrong.put("x_SavedNanoUsd", 11);
    topics.publish("signalbox.costs", Events.charged(wrong));
    ObjectNode nul = Events.cost(marker, Instant.now(), "m\0", 10, 20, false);
    topics.publish("signalbox.costs", Events.charged(nul));
    // PostgreSQL's jsonb refuses this one only at the time of storing.
    ObjectNode far = Events.decision(marker, Instant.now(), "far");
    far.withObject("/facts").put("textTokens", 5);
    ((ObjectNode) far.path("candidates").get(0)).put("excluded", "\ud800 half a character");
    topics.publish("signalbox.decisions", Events.decided(far));
    publishMarker();

    List<ConsumerRecord<byte[], byte[]>> dead =
        topics.read("signalbox.costs.dlq", all -> mine(all, marker).size() >= 4);
    assertThat(mine(dead, marker))
        .extracting(record -> Topics.header(record, "dlq_reason"))
        .containsExactlyInAnyOrder(
            "invalid_header", "invalid_json", "invalid_field", "invalid_field");
    assertThat(mine(dead, marker))
        .allSatisfy(
            record -> {
              assertThat(Topics.header(record, "dlq_topic")).isEqualTo("signalbox.costs");
              assertThat(Topics.header(record, "dlq_offset")).matches("\\d+");
              assertThat(Topics.header(record, "dlq_detail")).doesNotContain(marker);
            });
  }

  private static List<ConsumerRecord<byte[], byte[]>> mine(
      List<ConsumerRecord<byte[], byte[]>> records, String marker) {
    return Topics.distinct(records).stream()
        .filter(record -> new String(record.value(), StandardCharsets.UTF_8).contains(marker))
        .toList();
  }

  /** Publishes a good event behind the others on both partitions and waits until it is seen. */
  private static void publishMarker() {
    String id = "marker-" + UUID.randomUUID();
    topics.publish(
        "signalbox.decisions", Events.decided(Events.decision(id, Instant.now(), "marker")));
    topics.publish(
        "signalbox.costs", Events.charged(Events.cost(id, Instant.now(), "marker", 1, 1, true)));
    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                given()
                    .get("/api/decisions/" + id)
                    .then()
                    .statusCode(200)
                    .body("cost.billedNanoUsd", equalTo(1)));
  }

  record SavingsRowJson(int requests, int billed, int reference, int saved, boolean simulated) {}

  private static SavingsRowJson savings(String model) {
    JsonPath row =
        given()
            .get("/api/savings?by=model")
            .then()
            .statusCode(200)
            .extract()
            .jsonPath()
            .setRootPath("rows.find { it.key == '" + model + "' }");
    return new SavingsRowJson(
        row.getInt("requests"),
        row.getInt("billedNanoUsd"),
        row.getInt("referenceNanoUsd"),
        row.getInt("savedNanoUsd"),
        row.getBoolean("simulated"));
  }
}
