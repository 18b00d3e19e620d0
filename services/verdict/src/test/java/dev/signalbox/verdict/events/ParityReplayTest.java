package dev.signalbox.verdict.events;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.platform.cloudevents.CloudEvent;
import dev.signalbox.testing.Scratch;
import dev.signalbox.verdict.support.Backends;
import dev.signalbox.verdict.support.Events;
import dev.signalbox.verdict.support.Topics;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Outcomes from Kafka to the report, and the report again from Kafka alone. */
@QuarkusTest
@QuarkusTestResource(Backends.class)
class ParityReplayTest {
  private static final Duration SOON = Duration.ofMinutes(4);
  private static final ObjectMapper JSON = new ObjectMapper();
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
  void shouldCountOutcomesOnceAndMakeThePublishedReportAgainToTheByte() throws Exception {
    // given
    String route = "replayed-" + UUID.randomUUID();
    for (int i = 0; i < 40; i++) {
      CloudEvent event =
          Events.observed(
              Events.comparison(
                  route + i, route, i % 10 == 0 ? 0.75 : 1, i % 8 == 0 ? 0.5 : 1, true));
      topics.publish("signalbox.outcomes", event);
      topics.publish("signalbox.outcomes", event);
    }
    topics.publish(
        "signalbox.outcomes", Events.observed(Events.ungraded(route + "u", route, true)));
    ObjectNode proof = Events.cost(route + "p", Instant.now(), "dear", 100_000, 0, true);
    proof.put("x_Route", route).put("x_Purpose", "parity_reference");
    proof.put("BillingAccountId", "signalbox-parity");
    topics.publish("signalbox.costs", Events.charged(proof));
    ObjectNode asked = Events.cost(route + "a", Instant.now(), "cheap", 20_000, 100_000, true);
    topics.publish("signalbox.costs", Events.charged(asked.put("x_Route", route)));
    await()
        .atMost(SOON)
        .untilAsserted(
            () -> {
              assertThat(experiment(route).at("/all/ungraded/unparsed").asInt()).isEqualTo(1);
              assertThat(experiment(route).at("/all/pairs").asInt()).isEqualTo(40);
              assertThat(experiment(route).at("/savings/ledger/requests").asInt())
                  .as("what proves is no request")
                  .isEqualTo(1);
            });
    assertThat(hoursThatTheTotalLacks()).isZero();
    byte[] published = report();
    Path folder = Scratch.folder("replay");
    Path report = Files.write(folder.resolve("report.json"), published);
    Path export = folder.resolve("export.jsonl");

    // when
    Run fromKafka =
        run("--report", report, "--kafka", Backends.broker().address(), "--export", export);
    Run fromFile = run("--report", report, "--file", export);

    // then
    assertThat(fromKafka.exit()).as(fromKafka.err()).isZero();
    assertThat(fromKafka.out())
        .isEqualTo(new String(published, java.nio.charset.StandardCharsets.UTF_8));
    assertThat(fromFile.exit()).as(fromFile.err()).isZero();
    JsonNode found = experiment(route);
    assertThat(found.at("/all/lossPoints").decimalValue()).isEqualByComparingTo("-3.75");
    assertThat(found.at("/savings/percent").decimalValue()).isEqualByComparingTo("80");
    assertThat(found.at("/savings/proofNanoUsd").asLong()).isEqualTo(40 * 300_000);
    assertThat(found.at("/savings/ledger/savedNanoUsd").asLong()).isEqualTo(80_000);

    // and a number that was touched is found out
    Files.writeString(
        report,
        Files.readString(report).replace("\"lossPoints\" : -3.7500", "\"lossPoints\" : -3.7501"));
    assertThat(run("--report", report, "--file", export).exit()).isEqualTo(1);
  }

  @Test
  void shouldTellTheRoutingPolicyOfALossThatIsSure() {
    String route = "lossy-" + UUID.randomUUID();
    for (int i = 0; i < 60; i++) {
      topics.publish(
          "signalbox.outcomes",
          Events.observed(Events.comparison(route + i, route, i % 2 == 0 ? 0 : 0.5, 1, false)));
    }

    await()
        .atMost(SOON)
        .untilAsserted(
            () -> {
              JsonNode last = JSON.missingNode();
              for (ConsumerRecord<byte[], byte[]> record :
                  topics.read("signalbox.parity", read -> ofRoute(read, route))) {
                if (ofRoute(List.of(record), route)) {
                  last = JSON.readTree(record.value());
                }
              }
              assertThat(last.path("pairs").asInt()).isEqualTo(60);
              assertThat(last.path("simulated").asBoolean()).isFalse();
              assertThat(last.path("lossPoints").asDouble()).isEqualTo(75);
              assertThat(last.path("lossLower").asDouble()).isBetween(40.0, 75.0);
              assertThat(last.path("measuredAt").asText()).contains("T");
            });
  }

  private static boolean ofRoute(List<ConsumerRecord<byte[], byte[]>> records, String route) {
    return records.stream()
        .anyMatch(
            record ->
                new String(record.key(), java.nio.charset.StandardCharsets.UTF_8).contains(route));
  }

  @Test
  void shouldShowWhatTheReportSaysOnAPage() {
    String route = "shown-" + UUID.randomUUID();
    topics.publish(
        "signalbox.outcomes", Events.observed(Events.comparison(route, route, 1, 1, true)));
    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(given().get("/parity").then().statusCode(200).extract().asString())
                    .contains(route)
                    .contains("simulated")
                    .contains("not yet")
                    .contains("too few pairs"));
  }

  @Test
  void shouldPutOutcomesAsideThatAreNone() {
    String marker = "poison-" + UUID.randomUUID();
    ObjectNode between = Events.comparison(marker, marker, 1, 1, false).put("score", 0.3);
    ObjectNode without = Events.comparison(marker + "2", marker, 1, 1, false);
    without.remove("score");
    topics.publish("signalbox.outcomes", Events.observed(between));
    topics.publish("signalbox.outcomes", Events.observed(without));

    List<ConsumerRecord<byte[], byte[]>> dead =
        topics.read("signalbox.outcomes.dlq", all -> of(all, marker).size() >= 2);

    assertThat(of(dead, marker))
        .extracting(record -> Topics.header(record, "dlq_reason"))
        .containsOnly("invalid_field");
  }

  private static List<ConsumerRecord<byte[], byte[]>> of(
      List<ConsumerRecord<byte[], byte[]>> records, String marker) {
    return records.stream()
        .filter(
            record ->
                new String(record.value(), java.nio.charset.StandardCharsets.UTF_8)
                    .contains(marker))
        .toList();
  }

  private static byte[] report() {
    return given().get("/api/parity").then().statusCode(200).extract().asByteArray();
  }

  private static JsonNode experiment(String route) throws IOException {
    for (JsonNode experiment : JSON.readTree(report()).path("experiments")) {
      if (experiment.path("route").asText().equals(route)) {
        return experiment;
      }
    }
    return JSON.createObjectNode();
  }

  private record Run(int exit, String out, String err) {}

  private static Run run(Object... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command =
        new CommandLine(new ReplaySavingsCommand())
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err));
    String[] words = java.util.Arrays.stream(args).map(String::valueOf).toArray(String[]::new);
    return new Run(command.execute(words), out.toString(), err.toString());
  }

  /** The totals of routes that are not what their hours add up to, in one snapshot. */
  private static long hoursThatTheTotalLacks() throws java.sql.SQLException {
    try (var connection = Backends.postgres().getPostgresDatabase().getConnection();
        var rows =
            connection
                .createStatement()
                .executeQuery(
                    """
                    select count(*) from savings_total t full join (
                      select route, simulated, sum(requests) as requests, sum(billed_nano_usd) as billed, sum(reference_nano_usd) as reference,
                        sum(saved_nano_usd) as saved from savings_hourly group by route, simulated) h using (route, simulated)
                    where (t.requests, t.billed_nano_usd, t.reference_nano_usd, t.saved_nano_usd)
                      is distinct from (h.requests, h.billed, h.reference, h.saved)
                    """)) {
      rows.next();
      return rows.getLong(1);
    }
  }
}
