package dev.signalbox.verdict.decision;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.verdict.support.Backends;
import dev.signalbox.verdict.support.Events;
import dev.signalbox.verdict.support.Topics;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** One grade for each decision, whoever asks and however often. */
@QuarkusTest
@QuarkusTestResource(Backends.class)
class GradeBookTest {
  private static final Duration SOON = Duration.ofMinutes(2);

  @Inject GradeBook book;

  @Test
  void shouldKeepTheFirstGradeWhoeverComesSecond() {
    String id = decided(false);

    GradeOutcome first = give(id, "demo", 1_000_000);
    GradeOutcome again = give(id, "demo", 1_000_000);
    GradeOutcome other = give(id, "demo", 500_000);

    assertThat(first)
        .isInstanceOfSatisfying(
            GradeOutcome.Taken.class,
            taken -> {
              assertThat(taken.decision().model()).isEqualTo("simulator-small");
              assertThat(taken.success()).isEqualTo(0.81);
            });
    assertThat(again).isInstanceOf(GradeOutcome.Taken.class);
    assertThat(other).isInstanceOf(GradeOutcome.Other.class);
  }

  @Test
  void shouldTakeOneOfTwoGradesThatComeAtOnce() {
    String id = decided(false);

    List<GradeOutcome> both =
        Uni.join()
            .all(book.give(id, "demo", 0), book.give(id, "demo", 1_000_000))
            .andFailFast()
            .await()
            .atMost(SOON);

    assertThat(both).hasAtLeastOneElementOfType(GradeOutcome.Taken.class);
    assertThat(both).hasAtLeastOneElementOfType(GradeOutcome.Other.class);
  }

  @Test
  void shouldKnowAGradeThatCameByTheTopicAlone() {
    String id = decided(false);
    try (Topics topics = new Topics(Backends.broker().address())) {
      ObjectNode outcome =
          Events.JSON
              .createObjectNode()
              .put("outcomeId", "feedback-" + id)
              .put("decisionId", id)
              .put("observedAt", Instant.now().toString())
              .put("tenant", "demo")
              .put("model", "simulator-small")
              .put("route", "auto")
              .put("source", "feedback")
              .put("score", 0.25);
      topics.publish("signalbox.outcomes", Events.observed(outcome));
    }

    await().atMost(SOON).until(() -> isKnown("feedback-" + id));
    assertThat(give(id, "demo", 1_000_000)).isInstanceOf(GradeOutcome.Other.class);
    assertThat(give(id, "demo", 250_000)).isInstanceOf(GradeOutcome.Taken.class);
  }

  @Test
  void shouldTellStrangersAndDryRunsNothing() {
    String id = decided(false);
    String dry = decided(true);

    assertThat(give(id, "stranger", 1_000_000)).isInstanceOf(GradeOutcome.Unknown.class);
    assertThat(give("none", "demo", 1_000_000)).isInstanceOf(GradeOutcome.Unknown.class);
    assertThat(give(dry, "demo", 1_000_000)).isInstanceOf(GradeOutcome.Nothing.class);
  }

  private static boolean isKnown(String outcome) throws SQLException {
    try (Connection connection = Backends.postgres().getPostgresDatabase().getConnection();
        Statement sql = connection.createStatement();
        ResultSet rows =
            sql.executeQuery("select 1 from outcome where event_id = '" + outcome + "'")) {
      return rows.next();
    }
  }

  private GradeOutcome give(String id, String tenant, long score) {
    return book.give(id, tenant, score).await().atMost(SOON);
  }

  private static String decided(boolean dryRun) {
    String id = "graded-" + UUID.randomUUID();
    try (Topics topics = new Topics(Backends.broker().address())) {
      topics.publish(
          "signalbox.decisions",
          Events.decided(
              Events.decision(id, Instant.now(), "simulator-small").put("dryRun", dryRun)));
    }
    await()
        .atMost(SOON)
        .untilAsserted(() -> given().get("/api/decisions/" + id).then().statusCode(200));
    return id;
  }
}
