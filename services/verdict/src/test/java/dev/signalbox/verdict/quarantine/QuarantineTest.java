package dev.signalbox.verdict.quarantine;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;

import dev.signalbox.verdict.support.Backends;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From votes in the database to what is counted and published. */
@QuarkusTest
@QuarkusTestResource(Backends.class)
class QuarantineTest {
  private static final String SIDED =
      "51ded0000000000000000000000000000000000000000000000000000000cafe";
  private static final String[] ITEMS = {
    "auto", "signalbox-see", "simulator-small", "simulator-large"
  };

  @Inject Watch watch;

  @BeforeEach
  void votes() throws SQLException {
    Random random = new Random(11);
    try (Connection connection = Backends.postgres().getPostgresDatabase().getConnection();
        Statement sql = connection.createStatement();
        PreparedStatement battle =
            connection.prepareStatement(
                "insert into battle (id, task, complexity, prompt, first_subject, second_subject, first_answer, second_answer, sample, created_at)"
                    + " values (?, 'held', 'easy', 'p', ?, ?, 'x', 'y', true, now())");
        PreparedStatement vote =
            connection.prepareStatement(
                "insert into pair_vote (battle, voter, voter_kind, choice, left_subject, revision, cast_at)"
                    + " values (?, ?, 'cookie', ?, ?, 1, timestamptz '2026-01-01' + cast(? as int) * interval '40 seconds')")) {
      clear(sql);
      for (int i = 0; i < 40; i++) {
        int first = i % ITEMS.length;
        int second = (first + 1 + i / ITEMS.length % (ITEMS.length - 1)) % ITEMS.length;
        battle.setString(1, "held-" + i);
        battle.setString(2, ITEMS[first]);
        battle.setString(3, ITEMS[second]);
        battle.execute();
        for (int voter = 0; voter < 60; voter++) {
          boolean firstIsLeft = random.nextBoolean();
          double chance = 1 / (1 + Math.exp(0.8 * (first - second)));
          boolean firstWins = random.nextDouble() < chance;
          vote.setString(1, "held-" + i);
          vote.setString(2, voter == 0 ? SIDED : "honest-" + voter);
          vote.setString(3, (voter == 0 ? firstIsLeft : firstWins) ? "first" : "second");
          vote.setString(4, ITEMS[firstIsLeft ? first : second]);
          vote.setInt(5, i * 60 + voter);
          vote.addBatch();
        }
      }
      vote.executeBatch();
      sql.execute(
          "insert into vote values ('auto', '%s', 'cookie', 'ship', 1, now())".formatted(SIDED));
      sql.execute("insert into vote_tally values ('auto', 'cookie', 99, 1, 0)");
    }
  }

  @AfterEach
  void clear() throws SQLException {
    try (Connection connection = Backends.postgres().getPostgresDatabase().getConnection();
        Statement sql = connection.createStatement()) {
      clear(sql);
    }
  }

  @Test
  void shouldKeepSuspiciousVotesOutOfTheCountUntilTheyAreLetGo() throws SQLException {
    int ship = given().get("/api/votes/auto").path("tally.ship");

    watch.look().await().atMost(Duration.ofMinutes(2));

    assertIntegrityCounts(1, 40);
    given()
        .get("/api/integrity")
        .then()
        .statusCode(200)
        .body("suspects.find { it.voter == '51ded000' }.rule", equalTo("side_bias"))
        .body("rules.size()", equalTo(6))
        .body("leastVotes", equalTo(5));
    given()
        .get("/api/votes/auto")
        .then()
        .body("tally.ship", equalTo(ship - 1))
        .body("quarantined", greaterThan(0));
    given()
        .get("/integrity")
        .then()
        .statusCode(200)
        .body(containsString("51ded000"))
        .body(containsString("side bias"));
    assertThat(actions()).isEqualTo("quarantined");

    given().delete("/api/admin/quarantine/51ded000").then().statusCode(401);
    admin().delete("/api/admin/quarantine/51ded").then().statusCode(404);
    admin().delete("/api/admin/quarantine/51ded000").then().statusCode(204);
    watch.look().await().atMost(Duration.ofMinutes(2));

    given().get("/api/votes/auto").then().body("tally.ship", equalTo(ship));
    assertIntegrityCounts(0, 0);
    given().get("/api/integrity").then().body("pardoned", equalTo(1));
    assertThat(actions()).isEqualTo("quarantined,pardoned");
  }

  @Test
  void shouldLetGoWhenTheEvidenceFalls() throws SQLException {
    watch.look().await().atMost(Duration.ofMinutes(2));
    assertIntegrityCounts(1, 40);
    assertThat(actions()).isEqualTo("quarantined");

    try (Connection connection = Backends.postgres().getPostgresDatabase().getConnection();
        Statement sql = connection.createStatement()) {
      sql.execute(
          "update pair_vote set choice = 'withdrawn' where voter = '%s' and battle not in ('held-1', 'held-2')"
              .formatted(SIDED));
    }
    watch.look().await().atMost(Duration.ofMinutes(2));

    assertIntegrityCounts(0, 0);
    assertThat(actions()).isEqualTo("quarantined,released");
  }

  /**
   * Holds what is published to the votes of those in quarantine. Other tests' voters may be held
   * too, and let go or found in any look: they are counted apart.
   */
  private static void assertIntegrityCounts(int mine, int myVotes) throws SQLException {
    try (Connection connection = Backends.postgres().getPostgresDatabase().getConnection();
        Statement sql = connection.createStatement();
        var rows =
            sql.executeQuery(
                """
                select (select count(*) from vote_quarantine q where %1$s and q.voter <> '%2$s'),
                  (select count(*) from pair_vote v join vote_quarantine q on q.voter = v.voter
                    where %1$s and q.voter <> '%2$s' and v.choice <> 'withdrawn')
                """
                    .formatted("q.released_at is null and q.pardoned_at is null", SIDED))) {
      rows.next();
      given()
          .get("/api/integrity")
          .then()
          .statusCode(200)
          .body("voters", equalTo(rows.getInt(1) + mine))
          .body("pairVotes", equalTo(rows.getInt(2) + myVotes));
    }
  }

  private static String actions() throws SQLException {
    try (Connection connection = Backends.postgres().getPostgresDatabase().getConnection();
        Statement sql = connection.createStatement();
        var rows =
            sql.executeQuery(
                "select string_agg(action, ',' order by position) from quarantine_log where voter = '%s'"
                    .formatted(SIDED))) {
      rows.next();
      return rows.getString(1);
    }
  }

  private static io.restassured.specification.RequestSpecification admin() {
    return given().header("Authorization", "Bearer " + Backends.ADMIN_TOKEN);
  }

  private static void clear(Statement sql) throws SQLException {
    sql.execute("delete from pair_vote where battle like 'held-%'");
    sql.execute("alter table battle disable trigger battle_append_only");
    sql.execute("delete from battle where id like 'held-%'");
    sql.execute("alter table battle enable trigger battle_append_only");
    sql.execute("delete from vote where voter = '%s'".formatted(SIDED));
    sql.execute("delete from vote_tally where slot = 99");
    sql.execute("delete from vote_quarantine");
    sql.execute("delete from vote_look");
    sql.execute("alter table quarantine_log disable trigger quarantine_log_append_only");
    sql.execute("delete from quarantine_log");
    sql.execute("alter table quarantine_log enable trigger quarantine_log_append_only");
  }
}
