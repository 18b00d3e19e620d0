package dev.signalbox.verdict.signin;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.signalbox.verdict.support.Backends;
import dev.signalbox.verdict.support.IdentityProvider;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The whole of the authorization code flow, with a provider of our own. */
@QuarkusTest
@QuarkusTestResource(Backends.class)
@TestProfile(OpenIdConnectTest.WithProvider.class)
class OpenIdConnectTest {
  private static final int MOST_HOPS = 8;

  /** Signing in by a provider is on. */
  public static final class WithProvider implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of("signalbox.verdict.sign-in.oidc", "true");
    }

    @Override
    public List<TestResourceEntry> testResources() {
      return List.of(new TestResourceEntry(IdentityProvider.class));
    }
  }

  @AfterEach
  void honest() {
    IdentityProvider.forge(false);
  }

  @Test
  void shouldLetInWhomTheProviderCallsAnAdministrator() {
    IdentityProvider.user("ada", "staff", "signalbox-admin");

    String session = session(signIn());

    given()
        .cookie(SessionCookie.NAME, session)
        .get("/api/admin/session")
        .then()
        .statusCode(200)
        .body("admin", equalTo(true));
    given().get("/sign-in").then().statusCode(200).body(containsString("/sign-in/oidc"));
  }

  @Test
  void shouldCountWhoSignedInAsOneVoterOnEveryDeviceApartFromCookies() {
    IdentityProvider.user("grace", "staff");
    String first = session(signIn());
    String second = session(signIn());
    int before = given().get("/api/votes/auto").path("signedIn");

    vote(first, "ship").then().statusCode(200).body("signedIn", equalTo(before + 1));
    vote(second, "skip")
        .then()
        .statusCode(200)
        .body("signedIn", equalTo(before + 1))
        .body("own.revision", equalTo(2));
    given()
        .cookie(SessionCookie.NAME, first)
        .get("/api/admin/session")
        .then()
        .statusCode(403)
        .body("code", equalTo("forbidden"));
  }

  @Test
  void shouldLetNobodyInByATokenOfAnotherKeyOrAnAnswerNobodyAskedFor() {
    IdentityProvider.user("mallory", "signalbox-admin");
    IdentityProvider.forge(true);

    assertThat(signIn().getCookies()).doesNotContainKey(SessionCookie.NAME);

    IdentityProvider.forge(false);
    Response unasked =
        given().redirects().follow(false).get("/sign-in/oidc?code=stolen&state=none");
    assertThat(unasked.getCookies()).doesNotContainKey(SessionCookie.NAME);
  }

  private static Response vote(String session, String choice) {
    String page = given().cookie(SessionCookie.NAME, session).get("/sign-in").asString();
    String csrf = page.replaceAll("(?s).*name=\"csrf\" value=\"([^\"]+)\".*", "$1");
    return given()
        .cookie(SessionCookie.NAME, session)
        .header("X-CSRF-Token", csrf)
        .contentType("application/json")
        .body("{\"choice\": \"" + choice + "\"}")
        .put("/api/votes/auto");
  }

  private static String session(Response last) {
    assertThat(last.getCookies()).containsKey(SessionCookie.NAME);
    return last.getCookie(SessionCookie.NAME);
  }

  /** Goes where the answers send a browser, to the first that sends nowhere or begins a session. */
  private static Response signIn() {
    Map<String, String> jar = new HashMap<>();
    Response answer = hop(jar, "/sign-in/oidc");
    for (int hops = 1; hops < MOST_HOPS && !jar.containsKey(SessionCookie.NAME); hops++) {
      String next = answer.getHeader("Location");
      if (next == null) {
        break;
      }
      answer = hop(jar, next);
    }
    return answer;
  }

  private static Response hop(Map<String, String> jar, String address) {
    Response answer =
        given().cookies(jar).urlEncodingEnabled(false).redirects().follow(false).get(address);
    answer
        .getCookies()
        .forEach(
            (name, value) -> {
              if (value.isEmpty()) {
                jar.remove(name);
              } else {
                jar.put(name, value);
              }
            });
    return answer;
  }
}
