package dev.signalbox.verdict.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import dev.signalbox.verdict.support.Backends;
import dev.signalbox.verdict.support.Judges;
import dev.signalbox.verdict.support.Topics;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Backends.class)
@QuarkusTestResource(Judges.class)
class PanelsAdminApiTest {
  private final String slug = "crane-" + UUID.randomUUID();

  @Test
  void shouldTakeASubjectToAVerdictThatIsShownAndTold() {
    post("subjects", subject(slug)).statusCode(201).body("facts.version", equalTo(1));
    post("subjects", subject(slug)).statusCode(200);
    post("subjects", subject(slug).put("title", "Another")).statusCode(409);
    post("subjects/" + slug + "/prices", prices("2.5"))
        .statusCode(201)
        .body("prices.version", equalTo(1))
        .body("prices.perMillionInput.nanoUsd", equalTo(2_500_000_000L));
    post("subjects/" + slug + "/prices", prices("2.50")).statusCode(200);
    post("subjects/" + slug + "/prices", prices("2")).statusCode(201);
    post("subjects/" + slug + "/facts", facts("256,000 tokens"))
        .statusCode(201)
        .body("facts.version", equalTo(2));

    JsonObject wish =
        panel(slug, "judge-ship", "judge-vague")
            .put("people", new JsonArray().add("builder"))
            .put("quorum", 4);
    String id = post("panels", wish).statusCode(201).extract().path("id");
    post("panels", wish).statusCode(200).body("id", equalTo(id));
    untilReviews(id, 4);
    get("/api/panels/" + id)
        .body("settledAt", nullValue())
        .body("pins.facts", equalTo(2))
        .body("pins.prices", equalTo(2));
    get("/api/admin/panels").body("panels.id", hasItem(id));

    post("panels/" + id + "/reviews", review("Ada", "ship")).statusCode(201);
    post("panels/" + id + "/reviews", review("Ada", "ship")).statusCode(200);
    post("panels/" + id + "/reviews", review("Ada", "skip")).statusCode(409);
    post("panels/" + id + "/settle", new JsonObject())
        .statusCode(200)
        .body("result.call", equalTo("SHIP"))
        .body("result.share", equalTo(1f))
        .body("result.decided", equalTo(4))
        .body("result.unparsed", equalTo(1))
        .body("result.cost.nanoUsd", equalTo(2_000_000));
    post("panels/" + id + "/settle", new JsonObject()).statusCode(200);
    post("panels/" + id + "/reviews", review("Grace", "skip"))
        .statusCode(409)
        .body("code", equalTo("already_settled"));

    get("/api/panels/" + id)
        .body("result.lower.toDouble()", closeTo(0.5101, 0.0001))
        .body("result.upper", equalTo(1f))
        .body("reviews", hasSize(5))
        .body("reviews.find { it.verdict == 'UNPARSED' }.problem", equalTo("the reply is not JSON"))
        .body("reviews.findAll { !it.human }.decisionId", everyItem(containsString("dec_")));
    page("/compare/" + slug + "-vs-auto")
        .body(containsString("4–0 among 4 who decided"))
        .body(containsString("1 not readable"))
        .body(containsString("95% interval 51"));
    JsonObject told = told(slug);
    assertThat(told.getString("verdict")).isEqualTo("ship");
    assertThat(told.getLong("votes")).isEqualTo(4);
    assertThat(told.getDouble("lower")).isBetween(0.51, 0.52);
  }

  @Test
  void shouldAskAboutAPairInBothOrdersWithoutNames() {
    String other = "lift-" + UUID.randomUUID();
    post("subjects", subject(slug)).statusCode(201);
    post("subjects", subject(other)).statusCode(201);

    String id =
        post("panels", panel(slug, "judge-first").put("other", other).put("quorum", 1))
            .statusCode(201)
            .extract()
            .path("id");

    Awaitility.await()
        .atMost(Duration.ofMinutes(3))
        .untilAsserted(
            () ->
                get("/api/panels/" + id)
                    .body("result.call", equalTo("TOO_CLOSE"))
                    .body("result.orderFlips", equalTo(2))
                    .body("result.firstShownShare", equalTo(1f)));
    assertThat(told(slug + "-vs-" + other).getString("verdict")).isEqualTo("too_close");
    assertThat(Judges.asked())
        .filteredOn(body -> body.getString("model").equals("judge-first"))
        .as("each lens in both orders; whoever did not hear the answer asks again")
        .extracting(JsonObject::encode)
        .hasSizeGreaterThanOrEqualTo(4)
        .allSatisfy(body -> assertThat(body).doesNotContain("Crane", slug, other));
    page("/compare/" + slug + "-vs-" + other).body(containsString("Too close to call"));
  }

  @Test
  void shouldAddAPairOnceAndShowItBlind() {
    String other = "lift-" + UUID.randomUUID();
    post("subjects", subject(slug)).statusCode(201);
    post("subjects", subject(other)).statusCode(201);
    JsonObject pair =
        new JsonObject()
            .put("id", "pair-" + UUID.randomUUID())
            .put("task", "sums")
            .put("complexity", "easy")
            .put("prompt", "How much is 2 + 2?")
            .put("first", slug)
            .put("second", other)
            .put("firstAnswer", "4")
            .put("secondAnswer", "5");

    post("pairs", pair).statusCode(201);
    post("pairs", pair).statusCode(200);
    post("pairs", pair.copy().put("firstAnswer", "3"))
        .statusCode(409)
        .body("code", equalTo("already_exists"));
    refused("pairs", pair.copy().put("complexity", "huge"), "complexity");
    refused("pairs", pair.copy().put("second", slug), "second");
    post("pairs", pair.copy().put("first", "no-such")).statusCode(404);
  }

  @Test
  void shouldRefuseWhatIsOutOfBoundsAndNameTheField() {
    post("subjects", subject(slug)).statusCode(201);
    refused("subjects", subject("a-vs-b"), "slug");
    refused("subjects", subject(slug + "x").put("kind", "person"), "kind");
    refused("subjects", subject(slug + "x").put("link", "javascript:alert(1)"), "link");
    refused("subjects", subject(slug + "x").put("title", "a\u0000b"), "title");
    refused("subjects/" + slug + "/prices", prices("-1"), "perMillionInput");
    refused("subjects/" + slug + "/prices", prices("1e-10"), "perMillionInput");
    refused(
        "subjects/" + slug + "/prices", prices("1").put("sourceDate", "2999-01-01"), "sourceDate");
    refused("subjects/" + slug + "/facts", facts(""), "facts.value");
    post("subjects/no-such/facts", facts("x")).statusCode(404);
    refused("panels", panel(slug, "judge-ship").put("quorum", 9), "quorum");
    refused("panels", panel(slug).put("quorum", 1), "judges");
    refused("panels", panel(slug, "judge-ship", "judge-ship"), "judges");
    refused(
        "panels",
        panel(slug, "judge-ship").put("lenses", new JsonArray().add("x")).put("quorum", 1),
        "lenses");
    post("panels", panel("no-such", "judge-ship").put("quorum", 1)).statusCode(404);
    post("panels/no-such/settle", new JsonObject()).statusCode(404);

    String id =
        post("panels", panel(slug).put("people", new JsonArray().add("builder")).put("quorum", 1))
            .statusCode(201)
            .extract()
            .path("id");
    refused("panels/" + id + "/reviews", review("Ada", "first"), "verdict");
    refused("panels/" + id + "/reviews", review("Ada", "ship").put("lens", "buyer"), "lens");
    refused(
        "panels/" + id + "/reviews",
        review("Ada", "ship").put("scores", new JsonObject().put("cost", 6)),
        "scores");
  }

  @Test
  void shouldLetNobodyInWithoutTheAdminToken() {
    for (String path :
        List.of(
            "subjects",
            "subjects/auto/facts",
            "subjects/auto/prices",
            "panels",
            "panels/x/reviews",
            "panels/x/settle",
            "pairs")) {
      given()
          .contentType("application/json")
          .body("{}")
          .post("/api/admin/" + path)
          .then()
          .statusCode(401)
          .body("code", equalTo("unauthenticated"));
    }
    get("/api/panels").body("panels.id", not(hasItem("x")));
  }

  private static void refused(String path, JsonObject body, String field) {
    post(path, body)
        .statusCode(400)
        .contentType("application/problem+json")
        .body("code", equalTo("invalid_parameter"))
        .body("param", equalTo(field));
  }

  private static ValidatableResponse post(String path, JsonObject body) {
    return given()
        .contentType("application/json")
        .header("Authorization", "Bearer " + Backends.ADMIN_TOKEN)
        .body(body.encode())
        .post("/api/admin/" + path)
        .then();
  }

  private static ValidatableResponse get(String path) {
    return given()
        .header("Authorization", "Bearer " + Backends.ADMIN_TOKEN)
        .get(path)
        .then()
        .statusCode(200);
  }

  private static ValidatableResponse page(String path) {
    return given().accept("text/html").get(path).then().statusCode(200);
  }

  private static void untilReviews(String panel, int most) {
    Awaitility.await()
        .atMost(Duration.ofMinutes(3))
        .untilAsserted(() -> get("/api/panels/" + panel).body("reviews", hasSize(most)));
  }

  private static JsonObject told(String name) {
    try (Topics topics = new Topics(Backends.broker().address())) {
      List<ConsumerRecord<byte[], byte[]>> records =
          topics.read(
              "signalbox.verdicts", all -> all.stream().anyMatch(record -> isOf(record, name)));
      ConsumerRecord<byte[], byte[]> record =
          records.stream().filter(one -> isOf(one, name)).findFirst().orElseThrow();
      assertThat(Topics.header(record, "ce_type")).isEqualTo("verdict.settled.v1");
      return new JsonObject(new String(record.value(), StandardCharsets.UTF_8));
    }
  }

  private static boolean isOf(ConsumerRecord<byte[], byte[]> record, String name) {
    return name.equals(new String(record.key(), StandardCharsets.UTF_8));
  }

  private static JsonObject subject(String slug) {
    return new JsonObject()
        .put("slug", slug)
        .put("kind", "tool")
        .put("title", "Crane")
        .put("summary", "Lifts what is heavy.")
        .put("maker", "A harbour")
        .put("link", "https://crane.example/")
        .put("facts", facts("128,000 tokens").getJsonArray("facts"));
  }

  private static JsonObject facts(String context) {
    return new JsonObject()
        .put(
            "facts",
            new JsonArray().add(new JsonObject().put("label", "Context").put("value", context)));
  }

  private static JsonObject prices(String input) {
    return new JsonObject()
        .put("source", "https://crane.example/prices")
        .put("sourceDate", "2026-11-01")
        .put("perMillionInput", new java.math.BigDecimal(input));
  }

  private static JsonObject panel(String subject, String... judges) {
    return new JsonObject()
        .put("subject", subject)
        .put("lenses", new JsonArray().add("builder").add("sceptic"))
        .put("judges", new JsonArray(List.of((Object[]) judges)));
  }

  private static JsonObject review(String reviewer, String verdict) {
    return new JsonObject()
        .put("reviewer", reviewer)
        .put("lens", "builder")
        .put("verdict", verdict)
        .put("scores", new JsonObject().put("usefulness", 5).put("cost", 4))
        .put("case", "I lifted a container with it.")
        .put("changeMind", "A rope that breaks.");
  }
}
