package dev.signalbox.verdict.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import dev.signalbox.verdict.support.Backends;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Backends.class)
class KeysAndBudgetsApiTest {
  private final String id = "k-" + UUID.randomUUID();

  @Test
  void shouldLetNobodyInWithoutTheAdminToken() {
    given().get("/api/admin/keys").then().statusCode(401);
    given().get("/api/admin/budgets").then().statusCode(401);
    given()
        .contentType("application/json")
        .body("{\"id\": \"x\", \"tenant\": \"x\"}")
        .post("/api/admin/keys")
        .then()
        .statusCode(401);
    given().redirects().follow(false).get("/keys").then().statusCode(303);
  }

  @Test
  void shouldShowAKeyOnceAndListItWithoutIt() {
    String key =
        admin()
            .body("{\"id\": \"" + id + "\", \"tenant\": \"acme\", \"requestsPerMinute\": 60}")
            .post("/api/admin/keys")
            .then()
            .statusCode(201)
            .header("Cache-Control", containsString("no-store"))
            .body("key", matchesPattern("sk-signalbox-[A-Za-z0-9]{43}"))
            .extract()
            .path("key");
    String mine = "keys.find { it.id == '" + id + "' }";

    admin()
        .get("/api/admin/keys")
        .then()
        .statusCode(200)
        .body(mine + ".tenant", equalTo("acme"))
        .body(mine + ".requestsPerMinute", equalTo(60))
        .body(mine + ".lastFour", equalTo(key.substring(key.length() - 4)))
        .body(mine + ".revokedAt", nullValue())
        .body(not(containsString(key)));

    String second =
        admin()
            .post("/api/admin/keys/" + id + "/rotate")
            .then()
            .statusCode(200)
            .extract()
            .path("key");
    assertThat(second).isNotEqualTo(key);
    admin().delete("/api/admin/keys/" + id).then().statusCode(204);
    admin().delete("/api/admin/keys/" + id).then().statusCode(404);
    admin().post("/api/admin/keys/" + id + "/rotate").then().statusCode(404);
    admin()
        .body("{\"id\": \"" + id + "\", \"tenant\": \"acme\"}")
        .post("/api/admin/keys")
        .then()
        .statusCode(400);
  }

  @Test
  void shouldKeepOneBudgetForEachScopeSubjectPeriodAndUnit() {
    String body =
        "{\"scope\": \"tenant\", \"subject\": \"" + id + "\", \"period\": \"day\", \"usd\": %s}";
    String first = admin().body(body.formatted("0.000000005")).put("/api/admin/budgets").path("id");
    String again = admin().body(body.formatted("12.5")).put("/api/admin/budgets").path("id");
    assertThat(again).isEqualTo(first);
    String mine = "budgets.find { it.id == '" + first + "' }";

    admin()
        .get("/api/admin/budgets")
        .then()
        .body(mine + ".cap", equalTo(12_500_000_000L))
        .body(mine + ".unit", equalTo("nano_usd"))
        .body(mine + ".spent", equalTo(0));

    admin().delete("/api/admin/budgets/" + first).then().statusCode(204);
    admin().delete("/api/admin/budgets/" + first).then().statusCode(404);
  }

  @Test
  void shouldNameTheFieldThatIsWrong() {
    admin()
        .body("{\"scope\": \"tenant\", \"subject\": \"a\", \"period\": \"week\", \"usd\": 1}")
        .put("/api/admin/budgets")
        .then()
        .statusCode(400)
        .body("param", equalTo("period"));
    admin()
        .body(
            "{\"scope\": \"key\", \"subject\": \"a\", \"period\": \"day\", \"usd\": 1, \"tokens\": 1}")
        .put("/api/admin/budgets")
        .then()
        .statusCode(400)
        .body("param", equalTo("usd"));
    admin()
        .body("{\"id\": \"a b\", \"tenant\": \"t\"}")
        .post("/api/admin/keys")
        .then()
        .statusCode(400)
        .body("param", equalTo("id"));
  }

  @Test
  void shouldShowThePageAndTheNewKeyOnItOnce() {
    String page =
        admin()
            .contentType("application/x-www-form-urlencoded")
            .formParam("id", id)
            .formParam("tenant", "acme")
            .formParam("requestsPerMinute", "")
            .formParam("tokensPerMinute", "1000")
            .post("/keys")
            .then()
            .statusCode(200)
            .extract()
            .asString();
    assertThat(page).containsPattern("<code id=\"made-key\">sk-signalbox-[A-Za-z0-9]{43}</code>");
    admin()
        .contentType("application/x-www-form-urlencoded")
        .formParam("scope", "key")
        .formParam("subject", id)
        .formParam("period", "month")
        .formParam("unit", "tokens")
        .formParam("cap", "5000")
        .redirects()
        .follow(false)
        .post("/keys/budgets")
        .then()
        .statusCode(303);

    admin()
        .get("/keys")
        .then()
        .statusCode(200)
        .body(containsString(id))
        .body(containsString("5,000 tokens"))
        .body(not(containsString("made-key")));
  }

  private static RequestSpecification admin() {
    return given()
        .contentType("application/json")
        .header("Authorization", "Bearer " + Backends.ADMIN_TOKEN);
  }
}
