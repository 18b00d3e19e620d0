package dev.signalbox.ingress.edge;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
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
  void shouldSayThatItReadsNoCompressedRequests() {
    valid()
        .header("content-encoding", "gzip")
        .body(Caller.body("ok", "x", ""))
        .post(CHAT)
        .then()
        .statusCode(415)
        .body("error.message", containsString("Content-Encoding"));
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
  void shouldRefuseABodyThatIsTooLarge() {
    valid()
        .body(Caller.body("ok", "x".repeat(3_000_000), ""))
        .post(CHAT)
        .then()
        .statusCode(413)
        .body("error.code", equalTo("request_too_large"));
  }

  @Test
  void shouldRefuseATerabyteBeforeAnyOfItComes() throws Exception {
    assertThat(refused("content-length: 1000000000000", out -> {}))
        .contains("413", "request_too_large");
  }

  @Test
  void shouldRefuseABodyThatTurnsOutTooLarge() throws Exception {
    byte[] piece = ("10000\r\n" + "x".repeat(0x10000) + "\r\n").getBytes(US_ASCII);

    String answer =
        refused(
            "transfer-encoding: chunked",
            out -> {
              for (int i = 0; i < 40; i++) {
                out.write(piece);
              }
              out.write("0\r\n\r\n".getBytes(US_ASCII));
            });

    assertThat(answer).contains("413", "request_too_large");
  }

  /** What comes back, as it is on the wire. */
  private String refused(String length, Body body) throws IOException {
    try (Socket socket = new Socket(base.getHost(), base.getPort())) {
      socket.setSoTimeout(30_000);
      OutputStream out = socket.getOutputStream();
      out.write(
          "POST %s HTTP/1.1\r\nhost: x\r\nauthorization: Bearer %s\r\n%s\r\n\r\n"
              .formatted(CHAT, Edge.KEY, length)
              .getBytes(US_ASCII));
      body.write(out);
      StringBuilder answer = new StringBuilder();
      InputStream in = socket.getInputStream();
      for (int next = in.read();
          next >= 0 && answer.indexOf("request_too_large") < 0;
          next = in.read()) {
        answer.append((char) next);
      }
      return answer.toString();
    }
  }

  private interface Body {
    void write(OutputStream out) throws IOException;
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
