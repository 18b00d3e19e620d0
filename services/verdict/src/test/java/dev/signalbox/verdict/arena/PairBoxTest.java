package dev.signalbox.verdict.arena;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.signalbox.platform.problem.ProblemException;
import dev.signalbox.verdict.problem.VerdictProblem;
import dev.signalbox.verdict.support.Backends;
import dev.signalbox.verdict.support.CastRows;
import dev.signalbox.verdict.vote.Condition;
import dev.signalbox.verdict.vote.Voter;
import dev.signalbox.verdict.vote.VoterKind;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Votes on pairs that are committed together: each is answered, and counted, for itself. */
@QuarkusTest
@QuarkusTestResource(Backends.class)
class PairBoxTest {
  private static final Duration SOON = Duration.ofMinutes(4);
  private static final List<String> SIDES = List.of("left", "right", "tie", "both_bad", "withdraw");

  @Inject PairBox box;
  @Inject ArenaBook arena;

  @AfterEach
  void mend() {
    Backends.line().mend();
  }

  @Test
  void shouldAnswerEachVoteOfABatchForItself() throws SQLException {
    String pair = pair();
    String votes =
        """
        [{"battle": "P", "voter": "b", "kind": "cookie", "choice": "first", "mirrored": true, "at": 1790000000000001, "key": "k", "digest": "d"},
         {"battle": "none", "voter": "a", "kind": "cookie", "choice": "first", "mirrored": true, "at": 1790000000000002, "digest": "d"},
         {"battle": "P", "voter": "b", "kind": "cookie", "choice": "first", "mirrored": true, "at": 1790000000000003, "key": "k", "digest": "d"},
         {"battle": "P", "voter": "b", "kind": "cookie", "choice": "tie", "mirrored": true, "at": 1790000000000004, "expected": 1, "digest": "d"},
         {"battle": "P", "voter": "b", "kind": "cookie", "choice": "first", "mirrored": true, "at": 1790000000000005, "expected": 1, "key": "l", "digest": "d"},
         {"battle": "P", "voter": "b", "kind": "cookie", "choice": "first", "mirrored": true, "at": 1790000000000006, "key": "k", "digest": "e"},
         {"battle": "P", "voter": "b", "kind": "cookie", "choice": "tie", "mirrored": true, "at": 1790000000000007, "digest": "d"},
         {"battle": "P", "voter": "a", "kind": "signed_in", "choice": "second", "mirrored": false, "at": 1790000000000008, "digest": "d"}]
        """
            .replace("P", pair);
    try (Connection connection = Backends.postgres().getPostgresDatabase().getConnection();
        Statement sql = connection.createStatement()) {
      connection.setAutoCommit(false);
      assertThat(CastRows.of(sql, "cast_pair_votes", votes))
          .containsExactly(
              "1 changed first-1 first-1",
              "2 no_pair withdrawn-0 withdrawn-0",
              "3 replayed first-1 first-1",
              "4 changed tie-2 tie-2",
              "5 stale tie-2 tie-2",
              "6 key_reused first-1 tie-2",
              "7 unchanged tie-2 tie-2",
              "8 changed second-1 second-1");
      assertThat(
              one(
                  sql,
                  "select string_agg(voter || revision || choice || ' ' || left_subject, ', ' order by voter, revision)"
                      + " from pair_vote_log where battle = '%s'",
                  pair))
          .isEqualTo("a1second auto, b1first signalbox-see, b2tie signalbox-see");
      // A key whose request was refused may be used again.
      assertThat(one(sql, "select string_agg(key, ' ') from vote_request where voter = '%s'", "b"))
          .isEqualTo("k");
      assertThat(tally(sql, pair)).isEqualTo("0 1 1 0").isEqualTo(counted(sql, pair));

      // A replica of the version before casts one by one.
      sql.execute(
          "select cast_pair_vote('%s', 'a', 'cookie', 'both_bad', 'auto', now(), null, null, '')"
              .formatted(pair));
      sql.execute(
          "select cast_pair_vote('%s', 'c', 'cookie', 'first', 'auto', now(), null, null, '')"
              .formatted(pair));
      assertThat(tally(sql, pair)).isEqualTo("1 0 1 1").isEqualTo(counted(sql, pair));
      connection.rollback();
    }
  }

  @Test
  void shouldFoldAnyHistoryOfManyVotersToTheTally() throws SQLException {
    String pair = pair();
    Random random = new Random(20261128);
    List<CompletableFuture<Shown>> taken = new ArrayList<>();
    List<CompletableFuture<Shown>> refused = new ArrayList<>();

    // At once, so that several revisions of one voter stand in one batch, beside what can't be
    // cast.
    for (int i = 0; i < 150; i++) {
      Voter voter = voter(pair, random.nextInt(7));
      taken.add(cast(pair, voter, SIDES.get(random.nextInt(SIDES.size())), Condition.NONE));
      if (i % 10 == 0) {
        refused.add(cast("no-such-pair", voter, "left", Condition.NONE));
        refused.add(cast("\0," + pair, voter, "left", Condition.NONE));
      }
    }

    taken.forEach(CompletableFuture::join);
    refused.forEach(vote -> assertThat(problem(vote)).isEqualTo(VerdictProblem.NOT_FOUND));
    try (Connection connection = Backends.postgres().getPostgresDatabase().getConnection();
        Statement sql = connection.createStatement()) {
      assertThat(tally(sql, pair)).isEqualTo(counted(sql, pair)).isEqualTo(folded(sql, pair));
      assertThat(
              one(
                  sql,
                  "select bool_and(revisions = last) from (select count(*) as revisions, max(revision) as last"
                      + " from pair_vote_log where battle = '%s' group by voter) v",
                  pair))
          .isEqualTo("t");
    }
  }

  @Test
  void shouldTakeAKeyOnceHoweverOftenItIsAsked() {
    String pair = pair();
    Voter voter = voter(pair, 1);
    Condition key = new Condition(null, "once", "digest");
    List<CompletableFuture<Shown>> asked = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      asked.add(cast(pair, voter, "tie", key));
    }

    assertThat(asked)
        .allSatisfy(
            vote -> {
              assertThat(vote.join().revision()).isEqualTo(1);
              assertThat(vote.join().counts()).isEqualTo(new Shown.Counts(0, 0, 1, 0));
            });
    assertThat(problem(cast(pair, voter, "left", new Condition(null, "once", "other"))))
        .isEqualTo(VerdictProblem.KEY_REUSED);
    assertThat(problem(cast(pair, voter, "left", new Condition(0L, null, ""))))
        .isEqualTo(VerdictProblem.PRECONDITION_FAILED);
  }

  @Test
  void shouldCountEachVoteOnceThroughAnOutageInTheMiddleOfABatch() throws SQLException {
    String pair = pair();
    List<CompletableFuture<Shown>> asked = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      asked.add(keyed(pair, i));
      if (i == 30) {
        Backends.line().cut();
      }
    }
    assertThat(asked)
        .allSatisfy(vote -> assertThat(vote.handle((shown, failure) -> true).join()).isTrue());

    Backends.line().mend();
    await().atMost(SOON).untilAsserted(() -> given().get("/q/health/ready").then().statusCode(200));
    for (int i = 0; i < 60; i++) {
      int voter = i;
      await()
          .atMost(SOON)
          .ignoreExceptions()
          .until(() -> keyed(pair, voter).join().revision() == 1);
    }

    try (Connection connection = Backends.postgres().getPostgresDatabase().getConnection();
        Statement sql = connection.createStatement()) {
      assertThat(tally(sql, pair)).isEqualTo("0 0 60 0").isEqualTo(folded(sql, pair));
      assertThat(one(sql, "select count(*) from pair_vote_log where battle = '%s'", pair))
          .isEqualTo("60");
    }
  }

  private CompletableFuture<Shown> keyed(String pair, int voter) {
    return cast(pair, voter(pair, voter), "tie", new Condition(null, "key", "digest"));
  }

  private CompletableFuture<Shown> cast(
      String pair, Voter voter, String side, Condition condition) {
    return box.cast(pair, voter, side, condition).subscribeAsCompletionStage();
  }

  private static Voter voter(String pair, int number) {
    return new Voter(pair + "-voter-" + number, VoterKind.COOKIE);
  }

  private static @Nullable Object problem(CompletableFuture<Shown> vote) {
    try {
      vote.join();
      return null;
    } catch (CompletionException e) {
      return e.getCause() instanceof ProblemException problem ? problem.problem() : e.getCause();
    }
  }

  /** A pair of its own for a test. */
  private String pair() {
    String id = "box-" + UUID.randomUUID();
    arena
        .add(new Battle(id, "chat", "easy", "?", "auto", "signalbox-see", "one", "two", true))
        .subscribeAsCompletionStage()
        .join();
    return id;
  }

  private static String tally(Statement sql, String pair) throws SQLException {
    return one(
        sql,
        "select concat_ws(' ', first, second, tie, both_bad) from pair_tally where battle = '%s'",
        pair);
  }

  private static String counted(Statement sql, String pair) throws SQLException {
    return one(sql, counts("select choice from pair_vote where battle = '%s'"), pair);
  }

  private static String folded(Statement sql, String pair) throws SQLException {
    return one(
        sql,
        counts(
            "select distinct on (voter) choice from pair_vote_log where battle = '%s' order by voter, revision desc"),
        pair);
  }

  private static String counts(String choices) {
    return "select concat_ws(' ', count(*) filter (where choice = 'first'), count(*) filter (where choice = 'second'),"
        + " count(*) filter (where choice = 'tie'), count(*) filter (where choice = 'both_bad')) from ("
        + choices
        + ") v";
  }

  private static String one(Statement sql, String query, String value) throws SQLException {
    try (var rows = sql.executeQuery(query.formatted(value))) {
      rows.next();
      return rows.getString(1);
    }
  }
}
