package dev.signalbox.verdict.signin;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.startsWith;

import dev.signalbox.verdict.support.Backends;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.Cookie;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Backends.class)
class SignInTest {
  @Test
  void shouldAskApiClientsForTheTokenAndSendReadersToSignIn() {
    given()
        .get("/api/admin/session")
        .then()
        .statusCode(401)
        .contentType("application/problem+json")
        .header("WWW-Authenticate", startsWith("Bearer"))
        .body("code", equalTo("unauthenticated"));
    bearer("wrong")
        .get("/api/admin/session")
        .then()
        .statusCode(401)
        .body("code", equalTo("unauthenticated"));
    bearer(Backends.ADMIN_TOKEN)
        .get("/api/admin/session")
        .then()
        .statusCode(200)
        .body("admin", equalTo(true));
    given()
        .redirects()
        .follow(false)
        .get("/probe?a=1&b=2")
        .then()
        .statusCode(303)
        .header("Location", containsString("/sign-in?to=%2Fprobe%3Fa%3D1%26b%3D2"));
  }

  @Test
  void shouldTakeChangesByBearerWithoutAFormToken() {
    bearer(Backends.ADMIN_TOKEN)
        .contentType("application/json")
        .body("{\"x\": 1}")
        .put("/api/probe")
        .then()
        .statusCode(200)
        .body("x", equalTo(1));
  }

  @Test
  void shouldTakeChangesBySessionWithTheFormTokenAlone() {
    Cookie session = signIn(Backends.ADMIN_TOKEN, "/probe").getDetailedCookie(SessionCookie.NAME);
    assertThat(session.isHttpOnly()).isTrue();
    assertThat(session.getSameSite()).isEqualTo("Lax");
    given().cookie(session).get("/probe").then().statusCode(200);

    String page = given().cookie(session).get("/sign-in").asString();
    String csrf = page.replaceAll("(?s).*name=\"csrf\" value=\"([^\"]+)\".*", "$1");

    form(session).formParam("value", "x").post("/probe").then().statusCode(403);
    form(session)
        .formParam("csrf", csrf.substring(1))
        .post("/probe")
        .then()
        .statusCode(403)
        .body(containsString("out of date"));
    form(session)
        .formParam("csrf", csrf)
        .formParam("value", "x")
        .post("/probe")
        .then()
        .statusCode(200)
        .body(equalTo("took x"));
    given()
        .cookie(session)
        .contentType("application/json")
        .body("{\"x\": 2}")
        .put("/api/probe")
        .then()
        .statusCode(403)
        .body("code", equalTo("stale_form"));
    given()
        .cookie(session)
        .header("X-CSRF-Token", csrf)
        .contentType("application/json")
        .body("{\"x\": 2}")
        .put("/api/probe")
        .then()
        .statusCode(200);
    form(session)
        .formParam("csrf", csrf)
        .redirects()
        .follow(false)
        .post("/sign-out")
        .then()
        .statusCode(303)
        .cookie(SessionCookie.NAME, "");
  }

  @Test
  void shouldRefuseOtherTokensAndAlteredSessions() {
    signIn("not-the-admin-token", "/probe")
        .then()
        .statusCode(401)
        .body(containsString("This is not the admin token"));
    String session = signIn(Backends.ADMIN_TOKEN, null).getCookie(SessionCookie.NAME);
    String member = session.replaceFirst("ADMIN", "MEMBER");
    given().cookie(SessionCookie.NAME, member).get("/api/admin/session").then().statusCode(401);
    given().cookie(SessionCookie.NAME, "a.b").get("/api/admin/session").then().statusCode(401);
  }

  @Test
  void shouldSendNobodyToAnotherSite() {
    for (String to : new String[] {"https://evil.example/", "//evil.example", "/\\evil.example"}) {
      signIn(Backends.ADMIN_TOKEN, to)
          .then()
          .statusCode(303)
          .header("Location", matchesPattern("http://[^/]+/"));
    }
  }

  @Test
  void shouldLeaveOpenIdConnectOffUnlessSetUp() {
    given().get("/sign-in/oidc").then().statusCode(404);
    given().get("/sign-in").then().statusCode(200).body(containsString("Admin token"));
  }

  private static Response signIn(String token, @Nullable String to) {
    RequestSpecification request =
        given()
            .contentType("application/x-www-form-urlencoded")
            .formParam("token", token)
            .redirects()
            .follow(false);
    if (to != null) {
      request.formParam("to", to);
    }
    return request.post("/sign-in");
  }

  private static RequestSpecification form(Cookie session) {
    return given()
        .cookie(session)
        .accept("text/html,text/plain")
        .contentType("application/x-www-form-urlencoded");
  }

  private static RequestSpecification bearer(String token) {
    return given().header("Authorization", "Bearer " + token);
  }
}
