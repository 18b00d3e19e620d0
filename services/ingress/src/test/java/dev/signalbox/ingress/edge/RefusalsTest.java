package dev.signalbox.ingress.edge;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import org.junit.jupiter.api.Test;

/** Everything that is refused is refused in OpenAI's words. */
@QuarkusTest
class RefusalsTest extends EdgeTest {
  private static final String CHAT = "/v1/chat/completions";

  @Test
  void shouldLookAtTheKeyBeforeTheContentType() {
    given()
        .header("authorization", "Bearer sk-wrong")
        .contentType("text/plain")
        .body("hello")
        .post("/v1/chat/completions")
        .then()
        .statusCode(401)
        .body("error.code", equalTo("invalid_api_key"));
  }

  @Test
  void shouldAskForAKey() {
    given()
        .contentType("application/json")
        .body(Caller.body("ok", "x", ""))
        .post(CHAT)
        .then()
        .statusCode(401)
        .header("content-type", "application/json")
        .header("x-request-id", startsWith("req-"))
        .body("error.code", equalTo("invalid_api_key"))
        .body("error.type", equalTo("invalid_request_error"))
        .body("error.param", nullValue());
  }

  @Test
  void shouldNotRepeatAWrongKey() {
    given()
        .header("authorization", "Bearer sk-wrong-canary")
        .get("/v1/models")
        .then()
        .statusCode(401)
        .body("error.message", not(containsString("canary")));
  }

  @Test
  void shouldNotKnowAModelItDoesNotHave() {
    valid()
        .body(Caller.body("gpt-99", "x", ""))
        .post(CHAT)
        .then()
        .statusCode(404)
        .body("error.code", equalTo("model_not_found"))
        .body("error.param", equalTo("model"));
  }

  @Test
  void shouldNameTheFieldAtFault() {
    valid()
        .body("{\"model\":\"ok\",\"messages\":[{\"role\":\"user\"}],\"temperature\":\"hot\"}")
        .post(CHAT)
        .then()
        .statusCode(400)
        .body("error.code", equalTo("invalid_request"))
        .body("error.param", equalTo("temperature"));
  }

  @Test
  void shouldRefuseWhatIsNoJson() {
    valid()
        .body("{nope")
        .post(CHAT)
        .then()
        .statusCode(400)
        .body("error.code", equalTo("invalid_json"));
  }

  @Test
  void shouldRefuseOtherMediaTypes() {
    given()
        .header("authorization", "Bearer " + Edge.KEY)
        .contentType("text/plain")
        .body("x")
        .post(CHAT)
        .then()
        .statusCode(415)
        .body("error.code", equalTo("unsupported_media_type"));
  }

  @Test
  void shouldRefuseOtherMethods() {
    valid()
        .get(CHAT)
        .then()
        .statusCode(405)
        .header("allow", "POST")
        .body("error.code", equalTo("method_not_allowed"));
  }

  @Test
  void shouldAnswerUnknownPathsInTheSameShape() {
    valid().get("/v1/engines").then().statusCode(404).body("error.code", equalTo("not_found"));
    valid().get("/else/where").then().statusCode(404).body("error.code", equalTo("not_found"));
    valid().get("/q/health/live").then().statusCode(200).body("status", equalTo("UP"));
  }

  @Test
  void shouldRefuseABodyThatIsTooLargeWhetherAnnouncedOrNot() {
    String large = Caller.body("ok", "x".repeat(3_000_000), "");

    valid()
        .body(large)
        .post(CHAT)
        .then()
        .statusCode(413)
        .body("error.code", equalTo("request_too_large"));
  }

  @Test
  void shouldRefusePicturesThatAreNone() {
    valid()
        .body(
            "{\"model\":\"ok\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\","
                + "\"image_url\":{\"url\":\"data:image/png;base64,bm9wZQ==\"}}]}]}")
        .post(CHAT)
        .then()
        .statusCode(400)
        .body("error.code", equalTo("invalid_image"))
        .body("error.param", equalTo("messages[0].content[0].image_url.url"));
  }

  @Test
  void shouldListRoutesAndModels() {
    valid()
        .get("/v1/models")
        .then()
        .statusCode(200)
        .body("object", equalTo("list"))
        .body("data.id", hasItems("ok", "ok-primary", "see"))
        .body("data.find { it.id == 'ok' }.signalbox.kind", equalTo("route"))
        .body("data.find { it.id == 'ok' }.signalbox.models", hasItems("ok-primary"))
        .body("data.find { it.id == 'see' }.signalbox.kind", equalTo("model"))
        .body("data.find { it.id == 'see' }.signalbox.price.per_million_input_usd", notNullValue());
    valid().get("/v1/models/see").then().statusCode(200).body("id", equalTo("see"));
    valid()
        .get("/v1/models/nope")
        .then()
        .statusCode(404)
        .body("error.code", equalTo("model_not_found"));
  }

  @Test
  void shouldBeReadyAndSayInWhatState() {
    given()
        .get("/q/health/ready")
        .then()
        .statusCode(200)
        .body("checks.find { it.name == 'ingress' }.data.keys", equalTo("loaded"));
  }

  private static RequestSpecification valid() {
    return given().header("authorization", "Bearer " + Edge.KEY).contentType("application/json");
  }
}
