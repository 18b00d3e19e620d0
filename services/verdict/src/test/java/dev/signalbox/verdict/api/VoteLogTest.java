package dev.signalbox.verdict.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.signalbox.contracts.events.VoteCast;
import dev.signalbox.verdict.support.Backends;
import dev.signalbox.verdict.support.CastRows;
import dev.signalbox.verdict.support.Events;
import dev.signalbox.verdict.support.Topics;
import dev.signalbox.verdict.vote.Link;
import dev.signalbox.verdict.vote.LoggedVote;
import dev.signalbox.verdict.vote.Tally;
import dev.signalbox.verdict.vote.VoteFold;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Conditions, idempotency, the chain, and the tally as a fold of the log. */
@QuarkusTest
@QuarkusTestResource(Backends.class)
class VoteLogTest {
  private static final String COOKIE = "signalbox_voter";

  @Test
  void shouldTakeAVoteOnlyAtTheRevisionThatWasRead() {
    Response first = vote("auto", "ship", null, "If-None-Match", "*");
    String cookie = first.cookie(COOKIE);
    String etag = first.header("ETag");
    assertThat(first.statusCode()).isEqualTo(200);

    vote("auto", "skip", cookie, "If-None-Match", "*")
        .then()
        .statusCode(412)
        .body("code", equalTo("precondition_failed"));
    vote("auto", "skip", cookie, "If-Match", etag).then().statusCode(200);
    vote("auto", "ship", cookie, "If-Match", etag).then().statusCode(412);
    vote("auto", "ship", cookie, "If-Match", "*").then().statusCode(200);
    for (String wrong : List.of("r1", "W/\"r1\"", "\"r1\", \"r2\"", "\"\"")) {
      vote("auto", "ship", cookie, "If-Match", wrong)
          .then()
          .statusCode(400)
          .body("param", equalTo("If-Match"));
    }
    given().cookie(COOKIE, cookie).get("/api/votes/auto").then().header("ETag", "\"r3\"");
  }

  @Test
  void shouldAnswerARepeatedRequestAsTheFirst() {
    String cookie = vote("auto", "ship", null, "Idempotency-Key", "k-0").cookie(COOKIE);

    vote("auto", "skip", cookie, "Idempotency-Key", "k-1").then().body("own.revision", equalTo(2));
    vote("auto", "ship", cookie, "Idempotency-Key", "k-2").then().body("own.revision", equalTo(3));
    // A retry of k-1 that arrives late must not undo k-2.
    vote("auto", "skip", cookie, "Idempotency-Key", "k-1")
        .then()
        .statusCode(200)
        .body("own.choice", equalTo("ship"));
    vote("auto", "ship", cookie, "Idempotency-Key", "k-1")
        .then()
        .statusCode(422)
        .body("code", equalTo("idempotency_key_reused"));
    vote("auto", "ship", cookie, "Idempotency-Key", "x".repeat(201)).then().statusCode(400);
    // Another voter's key of the same name is another key.
    vote("auto", "skip", null, "Idempotency-Key", "k-1").then().body("own.revision", equalTo(1));
  }

  @Test
  void shouldTellNothingOfAPairBeforeTheVote() {
    Response shown = given().get("/api/pairs/next");
    String cookie = shown.cookie(COOKIE);
    String id = shown.path("id");
    shown.then().statusCode(200).body("own", nullValue()).body("told", nullValue());

    given()
        .cookie(COOKIE, cookie)
        .contentType("application/json")
        .header("If-None-Match", "*")
        .body("{\"choice\":\"left\"}")
        .put("/api/pairs/" + id + "/vote")
        .then()
        .statusCode(200)
        .header("ETag", "\"r1\"")
        .body("own", equalTo("left"))
        .body("told.left", notNullValue());
    given()
        .cookie(COOKIE, cookie)
        .header("If-Match", "\"r0\"")
        .delete("/api/pairs/" + id + "/vote")
        .then()
        .statusCode(412);
    given()
        .cookie(COOKIE, cookie)
        .delete("/api/pairs/" + id + "/vote")
        .then()
        .statusCode(200)
        .body("told", nullValue());
    given()
        .contentType("application/json")
        .body("{\"choice\":\"withdraw\"}")
        .put("/api/pairs/" + id + "/vote")
        .then()
        .statusCode(400);
    given().get("/api/pairs/no-such-pair").then().statusCode(404);
  }

  @Test
  void shouldSlowDownWhoVotesTooFast() throws SQLException {
    List<String> others = limited();
    long start = System.nanoTime();
    String cookie = vote("auto", "ship", null, "X-None", "").cookie(COOKIE);
    int taken = 1;
    for (int i = 0; i < 120; i++) {
      Response answer = vote("auto", i % 2 == 0 ? "skip" : "ship", cookie, "X-None", "");
      if (answer.statusCode() == 429) {
        break;
      }
      taken++;
    }
    // A hundred at once, and another every 0.6 s: a slow machine is never refused by itself.
    long allowed = 101 + (System.nanoTime() - start) / 600_000_000;
    assertThat((long) taken).isBetween(100L, allowed);

    useUp(limited().stream().filter(key -> !others.contains(key)).toList());
    Response refused = vote("auto", "skip", cookie, "X-None", "");
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(refused.header("Retry-After")).isNotNull();
    vote("auto", "skip", null, "X-None", "").then().statusCode(200);
  }

  /** Keys of those who voted lately. */
  private static List<String> limited() throws SQLException {
    List<String> keys = new ArrayList<>();
    try (Connection connection = Backends.postgres().getPostgresDatabase().getConnection();
        Statement sql = connection.createStatement();
        var rows = sql.executeQuery("select key from rate_limit where key like 'vote %'")) {
      while (rows.next()) {
        keys.add(rows.getString(1));
      }
    }
    return keys;
  }

  private static void useUp(List<String> keys) throws SQLException {
    assertThat(keys).hasSize(1);
    try (Connection connection = Backends.postgres().getPostgresDatabase().getConnection();
        Statement sql = connection.createStatement()) {
      sql.execute(
          "update rate_limit set due = now() + interval '1 hour' where key = '%s'"
              .formatted(keys.get(0)));
    }
  }

  @Test
  void shouldFoldAnyHistoryToTheTallyAndChainIt() throws Exception {
    Random random = new Random(20261128);
    String subject = "signalbox-see";
    List<String> cookies = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      cookies.add(vote(subject, "ship", null, "X-None", "").cookie(COOKIE));
    }
    List<Callable<Integer>> moves = new ArrayList<>();
    for (int i = 0; i < 90; i++) {
      String cookie = cookies.get(random.nextInt(cookies.size()));
      int move = random.nextInt(3);
      moves.add(
          () ->
              move == 2
                  ? given().cookie(COOKIE, cookie).delete("/api/votes/" + subject).statusCode()
                  : vote(subject, move == 0 ? "ship" : "skip", cookie, "X-None", "").statusCode());
    }
    try (ExecutorService pool = Executors.newFixedThreadPool(8)) {
      for (Future<Integer> status : pool.invokeAll(moves)) {
        assertThat(status.get()).isEqualTo(200);
      }
    }
    Tally told =
        new Tally(
            given().get("/api/votes/" + subject).<Integer>path("tally.ship"),
            given().get("/api/votes/" + subject).<Integer>path("tally.skip"));

    List<VoteCast> log = topic(all -> fold(all).tally(subject).equals(told) && complete(all));

    assertThat(fold(log).tally(subject)).isEqualTo(told);
    SortedMap<String, SortedMap<Long, VoteCast>> days = chains(log);
    assertThat(days).isNotEmpty();
    days.forEach(
        (day, chain) -> {
          String head = Link.genesis(LocalDate.parse(day));
          long sequence = 0;
          for (VoteCast entry : chain.values()) {
            assertThat(entry.getChain().getSequence()).isEqualTo(++sequence);
            head = LoggedVote.link(entry).after(head);
            assertThat(entry.getChain().getHash()).isEqualTo(head);
          }
          for (String after : List.of("", "?after=1")) {
            given()
                .get("/api/votes-chain/" + day + after)
                .then()
                .statusCode(200)
                .body("intact", equalTo(true));
          }
        });
    given().get("/api/votes-chain/yesterday").then().statusCode(400);
    given().get("/api/votes-chain/" + days.lastKey() + "?after=-1").then().statusCode(400);
  }

  @Test
  void shouldAnswerEachVoteOfABatchForItself() throws SQLException {
    String votes =
        """
        [{"subject": "auto", "voter": "b", "kind": "cookie", "choice": "ship", "at": 1790000000000001, "key": "k", "digest": "d"},
         {"subject": "none", "voter": "a", "kind": "cookie", "choice": "ship", "at": 1790000000000002, "digest": "d"},
         {"subject": "auto", "voter": "b", "kind": "cookie", "choice": "ship", "at": 1790000000000003, "key": "k", "digest": "d"},
         {"subject": "auto", "voter": "b", "kind": "cookie", "choice": "skip", "at": 1790000000000004, "expected": 1, "digest": "d"},
         {"subject": "auto", "voter": "b", "kind": "cookie", "choice": "ship", "at": 1790000000000005, "expected": 1, "key": "l", "digest": "d"},
         {"subject": "auto", "voter": "b", "kind": "cookie", "choice": "ship", "at": 1790000000000006, "key": "k", "digest": "e"},
         {"subject": "auto", "voter": "b", "kind": "cookie", "choice": "skip", "at": 1790000000000007, "digest": "d"},
         {"subject": "auto", "voter": "a", "kind": "signed_in", "choice": "skip", "at": 1790000000000008, "digest": "d"}]
        """;
    try (Connection connection = Backends.postgres().getPostgresDatabase().getConnection();
        Statement sql = connection.createStatement()) {
      connection.setAutoCommit(false);
      assertThat(CastRows.of(sql, "cast_votes", votes))
          .containsExactly(
              "1 changed ship-1 ship-1",
              "2 no_subject withdrawn-0 withdrawn-0",
              "3 replayed ship-1 ship-1",
              "4 changed skip-2 skip-2",
              "5 stale skip-2 skip-2",
              "6 key_reused ship-1 skip-2",
              "7 unchanged skip-2 skip-2",
              "8 changed skip-1 skip-1");
      try (var log =
          sql.executeQuery(
              "select string_agg(voter || revision || choice, ' ' order by voter, revision) from vote_log where voter in ('a', 'b')")) {
        log.next();
        assertThat(log.getString(1)).isEqualTo("a1skip b1ship b2skip");
      }
      // A key whose request was refused may be used again.
      try (var keys =
          sql.executeQuery("select string_agg(key, ' ') from vote_request where voter = 'b'")) {
        keys.next();
        assertThat(keys.getString(1)).isEqualTo("k");
      }
      connection.rollback();
    }
  }

  @Test
  void shouldFindARowThatWasTamperedWith() throws SQLException {
    String day = "2020-02-02";
    try (Connection connection = Backends.postgres().getPostgresDatabase().getConnection();
        Statement sql = connection.createStatement()) {
      String hash = Link.genesis(LocalDate.parse(day));
      for (int i = 1; i <= 3; i++) {
        sql.execute(
            "insert into vote_log (position, vote_id, subject, voter, voter_kind, choice, revision, cast_at)"
                + " values (-%d, 'tampered-%d', 'auto', 'tamper', 'cookie', 'ship', %d, '2020-02-02T00:00:0%dZ')"
                    .formatted(i, i, i, i));
        hash =
            new Link(
                    "subject",
                    "auto",
                    "tamper",
                    "cookie",
                    "ship",
                    "",
                    i,
                    (1_580_601_600L + i) * 1_000_000)
                .after(hash);
        sql.execute(
            "insert into vote_chain (day, sequence, source, position, hash, relayed_at) values ('%s', %d, 'subject', -%d, '%s', now())"
                .formatted(day, i, i, hash));
      }
      given()
          .get("/api/votes-chain/" + day)
          .then()
          .body("intact", equalTo(true))
          .body("last", equalTo(3))
          .body("head", equalTo(hash));

      sql.execute("alter table vote_log disable trigger vote_log_append_only");
      sql.execute("update vote_log set choice = 'skip' where position = -2");
      given()
          .get("/api/votes-chain/" + day)
          .then()
          .body("intact", equalTo(false))
          .body("brokenAt", equalTo(2));
      sql.execute("delete from vote_log where position = -2");
      given().get("/api/votes-chain/" + day).then().body("brokenAt", equalTo(2));
      sql.execute("alter table vote_log enable trigger vote_log_append_only");

      org.assertj.core.api.Assertions.assertThatThrownBy(
              () -> sql.execute("delete from vote_log where position = -1"))
          .hasMessageContaining("append-only");
      org.assertj.core.api.Assertions.assertThatThrownBy(
              () -> sql.execute("update vote_chain set hash = '" + "0".repeat(64) + "'"))
          .hasMessageContaining("append-only");
      // No topic has that day: other tests count the chain.
      sql.execute("alter table vote_chain disable trigger vote_chain_append_only");
      sql.execute("delete from vote_chain where day = '2020-02-02'");
      sql.execute("alter table vote_chain enable trigger vote_chain_append_only");
    }
  }

  /** Whether each day's chain is there from its first entry on. */
  private static boolean complete(List<VoteCast> log) {
    SortedMap<String, SortedMap<Long, VoteCast>> days = chains(log);
    return !days.isEmpty()
        && days.values().stream().allMatch(chain -> chain.lastKey() == chain.size());
  }

  /** By day and sequence: the topic may repeat an entry, and a test may last over midnight. */
  private static SortedMap<String, SortedMap<Long, VoteCast>> chains(List<VoteCast> log) {
    SortedMap<String, SortedMap<Long, VoteCast>> days = new TreeMap<>();
    for (VoteCast entry : log) {
      days.computeIfAbsent(entry.getChain().getDay(), day -> new TreeMap<>())
          .put(entry.getChain().getSequence(), entry);
    }
    return days;
  }

  private static List<VoteCast> topic(java.util.function.Predicate<List<VoteCast>> enough) {
    try (Topics topics = new Topics(Backends.broker().address())) {
      return votes(topics.read("signalbox.votes", records -> enough.test(votes(records))));
    }
  }

  private static List<VoteCast> votes(List<ConsumerRecord<byte[], byte[]>> records) {
    List<VoteCast> votes = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : records) {
      try {
        votes.add(Events.JSON.readValue(record.value(), VoteCast.class));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return votes;
  }

  private static VoteFold fold(List<VoteCast> log) {
    VoteFold fold = new VoteFold();
    log.forEach(fold::add);
    return fold;
  }

  private static Response vote(
      String subject, String choice, @Nullable String cookie, String header, String value) {
    RequestSpecification request =
        given()
            .contentType("application/json")
            .header(header, value)
            .body("{\"choice\": \"" + choice + "\"}");
    if (cookie != null) {
      request.cookie(COOKIE, cookie);
    }
    return request.put("/api/votes/" + subject);
  }
}
