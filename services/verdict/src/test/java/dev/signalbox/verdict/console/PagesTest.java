package dev.signalbox.verdict.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Media;
import dev.signalbox.verdict.support.Backends;
import dev.signalbox.verdict.support.Judges;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** Every page, light and dark, wide and narrow: fits, pleases axe, and is photographed. */
@QuarkusTest
@QuarkusTestResource(Backends.class)
@QuarkusTestResource(Judges.class)
class PagesTest extends Browsing {
  @Test
  void shouldReadWellOnEveryScreenInLightAndDark() throws Exception {
    Scenes scenes = new Scenes(topics);
    String id = scenes.traffic();
    scenes.comparisons();
    awaitDecision(id);
    awaitSamples();
    voteOnPairs();
    try (AutoCloseable held = Scenes.quarantined()) {
      for (ColorScheme scheme : new ColorScheme[] {ColorScheme.LIGHT, ColorScheme.DARK}) {
        for (int width : new int[] {1200, 390}) {
          try (BrowserContext other = context(scheme, width, 900)) {
            Page at = page(other);
            for (String path : paths(id)) {
              at.navigate(url(path));
              look(at, name(path), scheme, width);
            }
          }
        }
      }
    }
    page.navigate(url(""));
    assertThat(page.locator("main")).containsText("simulated");
    walkAsAdministrator();
  }

  @Test
  void shouldCompareByKeyboardAndOnPaperAndInAPicture() throws IOException {
    awaitSamples();
    new Scenes(topics).comparisons();
    page.navigate(url("compare/junction-cloud-vs-pocketlens"));
    page.keyboard().press("Tab");
    assertThat(page.getByRole(AriaRole.LINK, named("Skip to content"))).isFocused();
    page.keyboard().press("Enter");
    assertThat(page.locator("main")).isFocused();
    // Everything that can be used is reached, and what scrolls sideways too.
    int reached = 0;
    while (reached < 200
        && !(Boolean)
            page.evaluate(
                "document.activeElement === [...document.querySelectorAll('summary')].pop()")) {
      page.keyboard().press("Tab");
      reached++;
    }
    page.keyboard().press("Enter");
    assertThat(page.locator("details[open]")).containsText("Wilson");
    page.emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.PRINT));
    assertThat(page.locator(".rail")).isHidden();
    assertThat(page.locator("[data-print]")).isHidden();
    page.setViewportSize(794, 1123);
    shoot("compare-print");
    page.navigate(url("compare/auto-vs-signalbox-see"));
    assertThat(page.locator("#parity")).hasText("Parity, measured on live requests");

    byte[] png =
        given()
            .get("/compare/junction-cloud-vs-pocketlens/picture.png")
            .then()
            .statusCode(200)
            .extract()
            .asByteArray();
    Files.write(Path.of("target/screenshots/compare-preview.png"), png);
    assertThat(ImageIO.read(new ByteArrayInputStream(png)))
        .satisfies(
            image -> {
              assertThat(image.getWidth()).isEqualTo(1_200);
              assertThat(image.getHeight()).isEqualTo(630);
            });
  }

  private void walkAsAdministrator() throws IOException {
    for (ColorScheme scheme : new ColorScheme[] {ColorScheme.LIGHT, ColorScheme.DARK}) {
      int width = scheme == ColorScheme.LIGHT ? 1200 : 390;
      try (BrowserContext other = context(scheme, width, 900)) {
        Page at = page(other);
        signIn(at);
        for (String path : ADMIN_PATHS) {
          at.navigate(url(path));
          look(at, name(path) + "-admin", scheme, width);
        }
      }
    }
  }

  /** Fits, has no serious finding, and is photographed. */
  private void look(Page at, String name, ColorScheme scheme, int width) throws IOException {
    String label = name + "-" + scheme.name().toLowerCase(java.util.Locale.ROOT) + "-" + width;
    assertThat((Boolean) at.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))
        .as(label + " fits")
        .isTrue();
    assertThat(seriousFindings(at)).as(label + " for axe").isEmpty();
    at.screenshot(
        new Page.ScreenshotOptions()
            .setFullPage(true)
            .setPath(Path.of("target/screenshots", label + ".png")));
  }

  /** Pages that show more to an administrator, or nothing to others. */
  private static final List<String> ADMIN_PATHS =
      List.of(
          "",
          "sign-in",
          "keys",
          "digest",
          "panels",
          "desk/subjects",
          "desk/subjects/pocketlens",
          "desk/pairs");

  /** Every page; a new one adds its line. */
  private static List<String> paths(String decision) {
    return List.of(
        "",
        "decisions?model=simulator-small",
        "decisions/" + decision,
        "votes",
        "compare",
        "compare/junction-cloud-vs-pocketlens",
        "compare/auto-vs-signalbox-see",
        "subjects/pocketlens",
        "pairs",
        "models",
        "parity",
        "integrity",
        "leaderboard",
        "leaderboard?style=on",
        "digest",
        "digest/unsubscribe/none",
        "sign-in",
        "keys",
        "nothing");
  }

  private static String name(String path) {
    if (path.isEmpty()) {
      return "overview";
    }
    return path.startsWith("decisions/")
        ? "detail"
        : path.replace("?style=on", "-style").replaceFirst("\\?.*", "").replace('/', '-');
  }

  /** Eight voters who mostly prefer the answer shown left, so that everybody wins and loses. */
  private void voteOnPairs() {
    for (int voter = 0; voter < 8; voter++) {
      try (BrowserContext other = context(ColorScheme.LIGHT, 1200, 900)) {
        Page at = page(other);
        at.navigate(url("pairs"));
        // The samples' six, and those that other tests have left.
        for (int pair = 0; pair < 20 && !judgedAll(at); pair++) {
          String button =
              (voter + pair) % 5 == 0
                  ? "A tie"
                  : voter % 3 == 0 ? "Right is better" : "Left is better";
          assertThat(at.locator("main").innerText()).doesNotContain("Junction Cloud");
          at.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(button)).click();
          assertThat(at.locator("main")).containsText("votes on this pair");
          at.navigate(url("pairs"));
        }
        assertThat(at.locator("main")).containsText("You have judged every pair");
      }
    }
  }

  private static boolean judgedAll(Page page) {
    return page.locator("main").innerText().contains("You have judged every pair");
  }

  private static void awaitSamples() {
    await()
        .atMost(Duration.ofMinutes(3))
        .untilAsserted(
            () ->
                assertThat(
                        given()
                            .accept("text/html")
                            .get("/compare/junction-cloud-vs-pocketlens")
                            .asString())
                    .contains("The panel on the pair", "Sample futurist", "is cheaper until"));
  }
}
