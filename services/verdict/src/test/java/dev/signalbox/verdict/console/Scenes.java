package dev.signalbox.verdict.console;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.signalbox.verdict.support.Backends;
import dev.signalbox.verdict.support.Events;
import dev.signalbox.verdict.support.Topics;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.UUID;

/** What the pages are photographed with: traffic, comparisons, a voter in quarantine. */
final class Scenes {
  private static final Duration SOON = Duration.ofMinutes(3);
  private static final int DAYS = 14;
  private static final int PAIRS = 240;

  private final Topics topics;
  private final String run = UUID.randomUUID().toString().substring(0, 8);

  Scenes(Topics topics) {
    this.topics = topics;
  }

  /** Two weeks of real and simulated money, and one decision; answers its id. */
  String traffic() {
    Random random = new Random(7);
    Instant now = Instant.now();
    for (int i = 0; i < DAYS * 6; i++) {
      Instant at = now.minus(Duration.ofHours(4L * i));
      boolean simulated = i % 4 == 0;
      String model = simulated ? "simulator-small" : i % 3 == 0 ? "gpt-4o" : "gpt-4o-mini";
      long reference = 3_000_000L + random.nextInt(6_000_000);
      long billed = model.equals("gpt-4o") ? reference : reference / 8;
      topics.publish(
          "signalbox.costs",
          Events.charged(Events.cost(run + "-" + i, at, model, billed, reference, simulated)));
    }
    String id = "scene-" + run;
    topics.publish(
        "signalbox.decisions", Events.decided(Events.decision(id, now, "simulator-small")));
    topics.publish(
        "signalbox.costs",
        Events.charged(Events.cost(id, now, "simulator-small", 1_000_000, 9_000_000, true)));
    return id;
  }

  /** Real comparisons of a model that is as good and of one that is not, and simulated ones. */
  void comparisons() {
    for (int i = 0; i < PAIRS; i++) {
      boolean good = i % 2 == 0;
      var compared =
          Events.comparison(
              run + "-p" + i,
              "auto",
              good ? (i % 20 == 0 ? 0.75 : 1) : (i % 3 == 0 ? 1 : 0.5),
              i % 14 == 0 ? 0.75 : 1,
              false);
      compared
          .put("model", good ? "gpt-4o-mini" : "signalbox-see")
          .put("referenceModel", "gpt-4o")
          .put("judge", "gpt-4o")
          .put("task", i % 5 == 0 ? "code" : "chat")
          .put("complexity", i % 10 / 10.0);
      topics.publish("signalbox.outcomes", Events.observed(compared));
    }
    for (int i = 0; i < 12; i++) {
      topics.publish(
          "signalbox.outcomes",
          Events.observed(
              Events.comparison(run + "-s" + i, "auto-cheap", i % 3 == 0 ? 0.5 : 1, 1, true)));
    }
    topics.publish(
        "signalbox.outcomes", Events.observed(Events.ungraded(run + "-u", "auto-cheap", true)));
    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(given().get("/api/parity").asString())
                    .contains("signalbox-see", "auto-cheap"));
  }

  /** As the watch would have written it; answers how to take it back. */
  static AutoCloseable quarantined() throws SQLException {
    String voter = "51ded111" + "0".repeat(52) + "face";
    run(
        "insert into vote_quarantine (voter, rule, evidence, votes, found_at) values ('%s', 'side_bias', 4200000, 96, now())"
            .formatted(voter));
    return () -> run("delete from vote_quarantine where voter = '%s'".formatted(voter));
  }

  private static void run(String sql) throws SQLException {
    try (Connection connection = Backends.postgres().getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
