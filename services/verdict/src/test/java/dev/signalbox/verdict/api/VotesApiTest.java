package dev.signalbox.verdict.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;

import dev.signalbox.contracts.events.VoteCast;
import dev.signalbox.contracts.verdict.v1.GetTallyRequest;
import dev.signalbox.contracts.verdict.v1.Tally;
import dev.signalbox.contracts.verdict.v1.VerdictsGrpc;
import dev.signalbox.verdict.stats.ConfidenceSequence;
import dev.signalbox.verdict.stats.Interval;
import dev.signalbox.verdict.support.Backends;
import dev.signalbox.verdict.support.Events;
import dev.signalbox.verdict.support.Topics;
import dev.signalbox.verdict.vote.VoteFold;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.config.JsonConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.path.json.config.JsonPathConfig;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Backends.class)
class VotesApiTest {
  private static final String COOKIE = "signalbox_voter";

  @Test
  void shouldListTheSubjectsOfTheDemo() {
    given()
        .get("/api/subjects")
        .then()
        .statusCode(200)
        .body(
            "subjects.slug",
            hasItems("auto", "signalbox-see", "simulator-small", "simulator-large"))
        .body("subjects.find { it.slug == 'simulator-large' }.simulated", equalTo(true));
  }

  @Test
  void shouldCountOneVoteThatChangesAndIsTakenBack() {
    int ship = count("ship");
    int skip = count("skip");
    Response first = vote("signalbox-see", "ship", null);
    String cookie = first.cookie(COOKIE);
    assertThat(first.getDetailedCookie(COOKIE).isHttpOnly()).isTrue();

    vote("signalbox-see", "ship", cookie).then().body("own.revision", equalTo(1));
    assertThat(count("ship")).isEqualTo(ship + 1);

    vote("signalbox-see", "skip", cookie).then().body("own.revision", equalTo(2));
    assertThat(count("ship")).isEqualTo(ship);
    assertThat(count("skip")).isEqualTo(skip + 1);

    for (int i = 0; i < 2; i++) {
      given()
          .cookie(COOKIE, cookie)
          .delete("/api/votes/signalbox-see")
          .then()
          .statusCode(200)
          .body("own.choice", equalTo("withdrawn"))
          .body("own.revision", equalTo(3));
    }
    assertThat(count("skip")).isEqualTo(skip);
  }

  @Test
  void shouldCountOnceWhenManyTabsVoteAtOnce() throws Exception {
    String cookie = vote("simulator-small", "skip", null).cookie(COOKIE);
    int before = votes("simulator-small");
    List<Callable<Integer>> tabs = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      String choice = i % 2 == 0 ? "ship" : "skip";
      tabs.add(() -> vote("simulator-small", choice, cookie).statusCode());
    }
    try (ExecutorService pool = Executors.newFixedThreadPool(8)) {
      for (Future<Integer> status : pool.invokeAll(tabs)) {
        assertThat(status.get()).isEqualTo(200);
      }
    }
    assertThat(votes("simulator-small")).isEqualTo(before);
  }

  @Test
  void shouldRebuildTheTallyFromTheTopic() throws IOException {
    String subject = "simulator-large";
    for (int i = 0; i < 5; i++) {
      String cookie = vote(subject, i % 2 == 0 ? "ship" : "skip", null).cookie(COOKIE);
      if (i == 4) {
        vote(subject, "skip", cookie);
        given().cookie(COOKIE, cookie).delete("/api/votes/" + subject);
      }
    }
    dev.signalbox.verdict.vote.Tally expected =
        new dev.signalbox.verdict.vote.Tally(
            given().get("/api/votes/" + subject).<Integer>path("tally.ship"),
            given().get("/api/votes/" + subject).<Integer>path("tally.skip"));

    List<ConsumerRecord<byte[], byte[]>> records;
    try (Topics topics = new Topics(Backends.broker().address())) {
      records = topics.read("signalbox.votes", all -> fold(all).tally(subject).equals(expected));
    }
    assertThat(fold(records).tally(subject)).isEqualTo(expected);
    assertThat(records)
        .allSatisfy(
            record -> {
              assertThat(Topics.header(record, "ce_type")).isEqualTo("vote.cast.v1");
              assertThat(Topics.header(record, "ce_id")).isNotEmpty();
            });
  }

  @Test
  void shouldRefuseWhatIsNoVote() {
    given().get("/api/votes/no-such").then().statusCode(404).body("code", equalTo("not_found"));
    given().get("/api/votes/No%20Slug!").then().statusCode(404);
    for (String body : List.of("{\"choice\":\"withdrawn\"}", "{\"choice\":null}", "{}")) {
      json()
          .body(body)
          .put("/api/votes/auto")
          .then()
          .statusCode(400)
          .body("param", equalTo("choice"));
    }
    json().body("{\"choice\"").put("/api/votes/auto").then().statusCode(400);
    json().body("x".repeat(70_000)).put("/api/votes/auto").then().statusCode(413);
    given().contentType("text/plain").body("ship").put("/api/votes/auto").then().statusCode(415);
    given().post("/api/votes/auto").then().statusCode(405);
  }

  @Test
  void shouldRefuseOtherSitesAndForeignCookies() {
    json()
        .header("Origin", "https://evil.example")
        .body("{\"choice\":\"ship\"}")
        .put("/api/votes/auto")
        .then()
        .statusCode(403)
        .body("code", equalTo("cross_site_request"));
    json()
        .header("Sec-Fetch-Site", "cross-site")
        .body("{\"choice\":\"ship\"}")
        .put("/api/votes/auto")
        .then()
        .statusCode(403);
    given()
        .contentType("application/x-www-form-urlencoded")
        .formParam("choice", "ship")
        .post("/votes/auto")
        .then()
        .statusCode(403);
    String forged = "AAAAAAAAAAAAAAAAAAAAAA." + "A".repeat(43);
    Response answer = vote("auto", "ship", forged);
    assertThat(answer.cookie(COOKIE)).isNotNull().isNotEqualTo(forged);
  }

  @Test
  void shouldAnswerOverGrpcOnTheSamePort() {
    vote("auto", "ship", null);
    ManagedChannel channel =
        ManagedChannelBuilder.forAddress("127.0.0.1", io.restassured.RestAssured.port)
            .usePlaintext()
            .build();
    try {
      VerdictsGrpc.VerdictsBlockingStub verdicts = VerdictsGrpc.newBlockingStub(channel);
      Tally tally = verdicts.getTally(GetTallyRequest.newBuilder().setSubject("auto").build());
      assertThat(tally.getShip()).isPositive();
      assertThat(tally.getLower()).isBetween(0.0, tally.getUpper());
      assertThatStatus(verdicts, "no-such", Status.Code.NOT_FOUND);
    } finally {
      channel.shutdownNow();
    }
  }

  @Test
  void shouldGiveAnIntervalThatHoldsHoweverOftenOneLooks() {
    vote("auto", "ship", null);
    Response answer =
        given()
            .config(
                RestAssuredConfig.config()
                    .jsonConfig(
                        JsonConfig.jsonConfig()
                            .numberReturnType(JsonPathConfig.NumberReturnType.DOUBLE)))
            .get("/api/votes/auto");
    int ship = answer.path("tally.ship");
    int votes = answer.path("tally.votes");
    Interval expected = ConfidenceSequence.bernoulli(ship, votes, 0.05);
    answer
        .then()
        .body("tally.lower", closeTo(expected.lower(), 1e-12))
        .body("tally.upper", closeTo(expected.upper(), 1e-12));
  }

  private static void assertThatStatus(
      VerdictsGrpc.VerdictsBlockingStub verdicts, String subject, Status.Code code) {
    try {
      verdicts.getTally(GetTallyRequest.newBuilder().setSubject(subject).build());
    } catch (StatusRuntimeException e) {
      assertThat(e.getStatus().getCode()).isEqualTo(code);
      return;
    }
    throw new AssertionError("answered " + subject);
  }

  private static VoteFold fold(List<ConsumerRecord<byte[], byte[]>> records) {
    VoteFold fold = new VoteFold();
    for (ConsumerRecord<byte[], byte[]> record : records) {
      try {
        fold.add(Events.JSON.readValue(record.value(), VoteCast.class));
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
    return fold;
  }

  private static Response vote(String subject, String choice, @Nullable String cookie) {
    RequestSpecification request = json().body("{\"choice\": \"" + choice + "\"}");
    if (cookie != null) {
      request.cookie(COOKIE, cookie);
    }
    return request.put("/api/votes/" + subject);
  }

  private static RequestSpecification json() {
    return given().contentType("application/json");
  }

  private static int count(String choice) {
    return given().get("/api/votes/signalbox-see").path("tally." + choice);
  }

  private static int votes(String subject) {
    return given().get("/api/votes/" + subject).path("tally.votes");
  }
}
