package dev.signalbox.verdict.replay;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.contracts.events.VoteCast;
import dev.signalbox.testing.Scratch;
import dev.signalbox.verdict.support.Backends;
import dev.signalbox.verdict.support.Events;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** A board is published over the API and made again by the command. */
@QuarkusTest
@QuarkusTestResource(Backends.class)
class ReplayTest {
  private static final List<String> SIDES = List.of("left", "right", "tie", "both_bad");

  @Test
  void shouldMakeAPublishedBoardAgainByteForByte() throws IOException {
    Path folder = Scratch.folder("board");
    Random random = new Random(4);
    for (int i = 0; i < 12; i++) {
      vote(random);
    }
    awaitRelayed();

    Response published =
        given()
            .header("Authorization", "Bearer " + Backends.ADMIN_TOKEN)
            .contentType("application/json")
            .body("{\"seed\": 7}")
            .post("/api/admin/boards");
    published.then().statusCode(201);
    int id = published.path("id");
    String document = given().get("/api/boards/" + id).asString();
    assertThat(BoardDocument.sha256(document)).isEqualTo(published.path("digest"));
    given().get("/api/boards").then().body("boards[0].id", equalTo(id));
    given().get("/api/boards/999999").then().statusCode(404);
    given()
        .contentType("application/json")
        .body("{}")
        .post("/api/admin/boards")
        .then()
        .statusCode(401);

    vote(random); // what comes later changes nothing
    Path board = Files.writeString(folder.resolve("board.json"), document);
    Path export = folder.resolve("votes.ndjson");
    Result kafka =
        run(
            board.toString(),
            "--kafka",
            Backends.broker().address(),
            "--export",
            export.toString());
    assertThat(kafka.out()).contains("the same", "sha256 " + published.path("digest"));
    assertThat(kafka.status()).isZero();
    assertThat(run(board.toString(), "--file", export.toString()).status()).isZero();

    String url = "http://127.0.0.1:" + io.restassured.RestAssured.port + "/api/boards/" + id;
    assertThat(run(url, "--file", export.toString()).status()).isZero();

    Path other =
        Files.writeString(
            folder.resolve("o.json"),
            document.replaceFirst("\"votes\" : (\\d)", "\"votes\" : 1$1"));
    assertThat(run(other.toString(), "--file", export.toString()).out())
        .contains("differs from byte");
    Path recipe =
        Files.writeString(
            folder.resolve("r.json"),
            document.replace("\"resamples\" : 200", "\"resamples\" : 100"));
    assertThat(run(recipe.toString(), "--file", export.toString()).out()).contains("the recipe");
    List<String> lines = Files.readAllLines(export);
    Path tampered =
        Files.write(
            folder.resolve("t.ndjson"),
            lines.stream().map(line -> line.replace("\"revision\":1", "\"revision\":9")).toList());
    assertThat(run(board.toString(), "--file", tampered.toString()).err()).contains("is broken at");
    Path less = Files.write(folder.resolve("l.ndjson"), List.of());
    assertThat(run(board.toString(), "--file", less.toString()).status()).isEqualTo(2);
    assertThat(run(less.toString(), "--file", export.toString()).status()).isEqualTo(2);
  }

  @Test
  void shouldMakeTheLiveBoardAgainByteForByte() throws IOException {
    Path folder = Scratch.folder("live");
    Random random = new Random(5);
    for (int i = 0; i < 6; i++) {
      vote(random);
    }
    for (String query : List.of("", "?complexity=easy", "?style=on", "?task=none")) {
      awaitRelayed();
      String document =
          given().get("/api/boards/live" + query).then().statusCode(200).extract().asString();
      vote(random); // what comes later changes nothing
      Path board = Files.writeString(folder.resolve("live.json"), document);
      Path export = folder.resolve("votes.ndjson");

      Result kafka =
          run(
              board.toString(),
              "--kafka",
              Backends.broker().address(),
              "--export",
              export.toString());

      assertThat(kafka.out()).as(query).contains("the same", "the chain's");
      assertThat(kafka.status()).isZero();
      assertThat(run(board.toString(), "--file", export.toString()).status()).isZero();
      List<String> lines = Files.readAllLines(export);
      Path less = Files.write(folder.resolve("l.ndjson"), withoutOneEntry(lines));
      assertThat(run(board.toString(), "--file", less.toString()).err()).contains("there are");
      Path other = Files.writeString(folder.resolve("o.json"), withAnotherFirstHash(document));
      assertThat(run(other.toString(), "--file", export.toString()).err()).contains("another end");
    }
    given()
        .get("/leaderboard")
        .then()
        .statusCode(200)
        .body(org.hamcrest.Matchers.containsString("of the vote chain"));
  }

  /** All but one entry of the chain, however often the topic repeats it. */
  private static List<String> withoutOneEntry(List<String> lines) throws IOException {
    JsonNode gone = chain(lines.get(0));
    List<String> others = new ArrayList<>();
    for (String line : lines) {
      if (!chain(line).equals(gone)) {
        others.add(line);
      }
    }
    return others;
  }

  private static JsonNode chain(String line) throws IOException {
    JsonNode chain = Events.JSON.readTree(line).path("event").path("chain");
    assertThat(chain.path("sequence").isNumber()).isTrue();
    return chain;
  }

  /** The first digit of the first hash flipped: whatever it was, it is another one. */
  private static String withAnotherFirstHash(String document) {
    String key = "\"hash\" : \"";
    int digit = document.indexOf(key) + key.length();
    assertThat(digit).isGreaterThanOrEqualTo(key.length());
    return document.substring(0, digit)
        + (document.charAt(digit) == '0' ? '1' : '0')
        + document.substring(digit + 1);
  }

  /** Until the topic has what was cast so far. */
  private static void awaitRelayed() {
    org.awaitility.Awaitility.await()
        .atMost(java.time.Duration.ofMinutes(2))
        .until(
            () -> {
              try (java.sql.Connection connection =
                      Backends.postgres().getPostgresDatabase().getConnection();
                  var rows =
                      connection
                          .createStatement()
                          .executeQuery(
                              "select (select count(*) from vote_unsealed) + (select count(*) from vote_chain where relayed_at is null)")) {
                rows.next();
                return rows.getLong(1) == 0;
              }
            });
  }

  /** Kafka repeats and reorders; the board does not care. */
  @Test
  void shouldNotDependOnOrderOrRepetition() throws IOException {
    List<VoteCast> log = new ArrayList<>();
    Random random = new Random(9);
    for (int voter = 0; voter < 30; voter++) {
      for (int pair = 0; pair < 6; pair++) {
        for (int revision = 1; revision <= 1 + random.nextInt(2); revision++) {
          log.add(cast(voter, pair, revision, random));
        }
      }
    }
    Recipe recipe = new Recipe(1, null, null, false, 40, 50, List.of("v3"));
    String text = BoardDocument.of(log, new TreeMap<>(), recipe, 5).text();
    List<VoteCast> shuffled = new ArrayList<>(log);
    shuffled.addAll(log);
    Collections.shuffle(shuffled, random);

    BoardDocument again = BoardDocument.of(shuffled, new TreeMap<>(), recipe, 5);

    assertThat(again.text()).isEqualTo(text);
    assertThat(BoardDocument.read(text).orElseThrow().text()).isEqualTo(text);
    assertThat(again.voters()).isEqualTo(29);
    assertThat(BoardDocument.of(log, new TreeMap<>(), recipe, 6).text()).isNotEqualTo(text);
  }

  private static VoteCast cast(int voter, int pair, int revision, Random random) {
    String json =
        """
        {"voteId": "x", "subject": "pair:p%d", "voter": "v%d", "voterKind": "cookie", "choice": "%s", "revision": %d, "castAt": "2026-11-28T00:00:%02dZ",
         "pair": {"first": "m%d", "second": "m%d", "left": "m%d", "task": "t", "complexity": "easy", "firstLength": 5, "secondLength": 7,
          "firstMarks": 0, "secondMarks": 1}}
        """
            .formatted(
                pair,
                voter,
                random.nextInt(3) == 0 ? "second" : "first",
                revision,
                voter,
                pair % 3,
                (pair + 1) % 3,
                pair % 3);
    try {
      return Events.JSON.readValue(json, VoteCast.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A new voter judges some pairs. */
  private static void vote(Random random) {
    Response shown = given().get("/api/pairs/next");
    String cookie = shown.cookie("signalbox_voter");
    String id = shown.path("id");
    for (int i = 0; i < 4; i++) {
      given()
          .cookie("signalbox_voter", cookie)
          .contentType("application/json")
          .body("{\"choice\":\"" + SIDES.get(random.nextInt(SIDES.size())) + "\"}")
          .put("/api/pairs/" + id + "/vote")
          .then()
          .statusCode(200);
      Response next = given().cookie("signalbox_voter", cookie).get("/api/pairs/next");
      if (next.statusCode() != 200) {
        return;
      }
      id = next.path("id");
    }
  }

  private record Result(int status, String out, String err) {}

  private static Result run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status =
        new CommandLine(new ReplayBoardCommand())
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(arguments);
    return new Result(status, out.toString(), err.toString());
  }
}
