package dev.signalbox.verdict.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.signalbox.verdict.support.Backends;
import dev.signalbox.verdict.support.Chromium;
import dev.signalbox.verdict.support.Events;
import dev.signalbox.verdict.support.Topics;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The pages in a real browser; screenshots go to target/screenshots. */
@QuarkusTest
@QuarkusTestResource(Backends.class)
class ConsoleTest {
  private static final double SLOWLY = 30_000;
  private static Chromium chromium;
  private static Topics topics;

  @TestHTTPResource("/")
  URL address;

  private BrowserContext context;
  private Page page;
  private final List<String> complaints = new ArrayList<>();

  @BeforeAll
  static void launch() {
    chromium = Chromium.launch();
    topics = new Topics(Backends.broker().address());
  }

  @AfterAll
  static void quit() {
    if (topics != null) {
      topics.close();
    }
    if (chromium != null) {
      chromium.close();
    }
  }

  @BeforeEach
  void open() {
    context = context(ColorScheme.LIGHT, 1200, 900);
    page = page(context);
  }

  @AfterEach
  void close() {
    context.close();
    assertThat(complaints).as("errors in the browser's console").isEmpty();
  }

  @Test
  void shouldShowADecisionWhileWatchingAndThenItsCost() {
    String id = "live-" + UUID.randomUUID();
    page.navigate(url("decisions"));
    assertThat(page.locator("[data-live-status]")).hasText("Live", slowly());

    topics.publish(
        "signalbox.decisions",
        Events.decided(Events.decision(id, Instant.now(), "simulator-small")));
    Locator row = page.locator("tr[data-id='" + id + "']");
    assertThat(row).containsText("are not worth", slowlyText());
    assertThat(row).containsText("open");
    topics.publish(
        "signalbox.costs",
        Events.charged(Events.cost(id, Instant.now(), "simulator-small", 20_125, 350_000, true)));
    assertThat(row).containsText("$0.0000201", slowlyText());
    assertThat(row).containsText("simulated");
    shoot("decisions-live");

    row.getByRole(AriaRole.LINK).click();
    assertThat(page.getByRole(AriaRole.HEADING).first()).containsText("simulator-small");
    assertThat(page.locator("main")).containsText("calls no tools");
    assertThat(page.locator("main")).containsText("81%");
    assertThat(page.locator("main")).containsText("$0.00033");
    shoot("decision");
  }

  @Test
  void shouldPauseAndGoOn() {
    page.navigate(url("decisions"));
    assertThat(page.locator("[data-live-status]")).hasText("Live", slowly());
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Pause")).click();
    assertThat(page.locator("[data-live-status]")).hasText("Paused");
    String id = "paused-" + UUID.randomUUID();
    topics.publish(
        "signalbox.decisions", Events.decided(Events.decision(id, Instant.now(), "paused")));
    awaitDecision(id);
    assertThat(page.locator("tr[data-id='" + id + "']")).hasCount(0);
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Pause")).click();
    assertThat(page.locator("tr[data-id='" + id + "']"))
        .hasCount(1, new LocatorAssertions.HasCountOptions().setTimeout(SLOWLY));
  }

  @Test
  void shouldVoteChangeAndTakeBackByKeyboard() {
    page.navigate(url("votes"));
    Locator card = page.locator("#signalbox-see");
    card.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Ship")).focus();
    page.keyboard().press("Enter");
    page.waitForURL(Pattern.compile(".*/votes#signalbox-see"));
    assertThat(pressed(card, "Ship")).hasCount(1);
    shoot("votes");
    card.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Skip")).click();
    assertThat(pressed(card, "Skip")).hasCount(1);
    assertThat(pressed(card, "Ship")).hasCount(0);
    card.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Take back")).click();
    assertThat(pressed(card, "Skip")).hasCount(0);
  }

  @Test
  void shouldMarkSimulatedMoneyAndReadOnAPhone() throws IOException {
    String id = "sim-" + UUID.randomUUID();
    topics.publish(
        "signalbox.decisions",
        Events.decided(Events.decision(id, Instant.now(), "simulator-small")));
    topics.publish(
        "signalbox.costs",
        Events.charged(
            Events.cost(id, Instant.now(), "simulator-small", 1_000_000, 9_000_000, true)));
    awaitDecision(id);
    awaitSamples();
    voteOnPairs();
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
    page.navigate(url(""));
    assertThat(page.locator("main .badge").first()).hasText("simulated");
    walkAsAdministrator();
  }

  @Test
  void shouldConveneReviewAndSettleByForms() {
    signIn(page);
    String slug = "crane-" + UUID.randomUUID().toString().substring(0, 8);
    page.navigate(url("desk/subjects"));
    page.getByLabel("Title").fill("Crane " + slug);
    page.getByLabel("Name in addresses").fill("No Capitals");
    page.getByLabel("In two sentences").fill("Lifts what is heavy.");
    page.getByRole(AriaRole.BUTTON, named("Add it")).click();
    assertThat(page.getByRole(AriaRole.ALERT)).containsText("slug");
    assertThat(page.getByLabel("Title")).hasValue("Crane " + slug);
    page.getByLabel("Name in addresses").fill(slug);
    page.getByRole(AriaRole.BUTTON, named("Add it")).click();
    page.getByLabel("All of them").fill("Lifts: 12 t\nReach: 40 m");
    page.getByRole(AriaRole.BUTTON, named("Save as a new version")).first().click();
    assertThat(page.locator("main")).containsText("12 t");
    page.getByRole(AriaRole.LINK, linked("Facts and prices")).click();
    page.getByLabel("Source").fill("its price list");
    page.getByLabel("Read on").fill("2026-11-01");
    page.getByLabel("Million input tokens").fill("2.50");
    page.getByRole(AriaRole.BUTTON, named("Save as a new version")).last().click();
    assertThat(page.locator("main")).containsText("$2.50");

    page.navigate(url("panels"));
    page.locator("select[name=subject]").selectOption(slug);
    page.getByLabel("Quorum").fill("2");
    page.getByLabel("People with the Builder lens").fill("2");
    page.getByRole(AriaRole.BUTTON, named("Convene")).click();
    assertThat(page.locator("main")).containsText("a person (Builder)");
    review("Ada", "Ship", "I lifted a container with it.");
    assertThat(page.locator("main")).containsText("1 review is in");
    assertThat(page.locator("main")).not().containsText("I lifted a container");
    review("Ada", "Skip", "Another opinion under one name.");
    assertThat(page.getByRole(AriaRole.ALERT)).containsText("never edited");
    // The last seat's review settles the panel; its page leads to the verdict then.
    review("Bob", "Ship", "It held in the wind.");
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () -> {
              page.navigate(url("subjects/" + slug));
              assertThat(page.locator("main").innerText())
                  .contains("2–0 among 2 who decided", "It held in the wind.", "I lifted");
            });
    shoot("subject-judged");
  }

  private void review(String name, String verdict, String words) {
    page.getByLabel("Your name").fill(name);
    page.getByLabel(verdict, new Page.GetByLabelOptions().setExact(true)).check();
    page.getByLabel("Your case").fill(words);
    page.getByLabel("What would change your mind").fill("A crash.");
    page.getByRole(AriaRole.BUTTON, named("Submit the review")).click();
  }

  @Test
  void shouldDecideAgainUnderOtherCircumstances() {
    String id = "if-" + UUID.randomUUID();
    topics.publish(
        "signalbox.decisions",
        Events.decided(Events.decision(id, Instant.now(), "simulator-small")));
    awaitDecision(id);
    page.navigate(url("decisions/" + id));
    page.getByLabel("Without").selectOption("simulator-small");
    page.getByRole(AriaRole.BUTTON, named("Decide again")).click();
    assertThat(page.getByRole(AriaRole.STATUS)).containsText("would have been chosen");
    shoot("what-if");
  }

  private static Page.GetByRoleOptions named(String name) {
    return new Page.GetByRoleOptions().setName(name);
  }

  private static Page.GetByRoleOptions linked(String name) {
    return new Page.GetByRoleOptions().setName(name).setExact(true);
  }

  private void signIn(Page at) {
    at.navigate(url("sign-in"));
    at.getByLabel("Admin token").fill(Backends.ADMIN_TOKEN);
    at.getByLabel("Admin token").press("Enter");
    at.waitForURL(Pattern.compile(".*/(#.*)?$"));
  }

  @Test
  void shouldSayWhatToDoWhereNothingMatches() {
    page.navigate(url("decisions?model=no-such-model"));
    assertThat(page.locator("[data-empty]")).containsText("No decision matches");
    page.navigate(url("nothing"));
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
        "leaderboard",
        "leaderboard?style=on",
        "digest",
        "sign-in",
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
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () ->
                assertThat(
                        given()
                            .accept("text/html")
                            .get("/compare/junction-cloud-vs-pocketlens")
                            .asString())
                    .contains("The panel on the pair", "Sample futurist", "is cheaper until"));
  }

  private static Locator pressed(Locator card, String name) {
    return card.getByRole(
        AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(name).setPressed(true));
  }

  /** axe-core's findings of impact serious or critical, one line each. */
  @SuppressWarnings("unchecked")
  private static List<String> seriousFindings(Page at) throws IOException {
    try (InputStream script = ConsoleTest.class.getResourceAsStream("/axe.min.js")) {
      at.evaluate(new String(script.readAllBytes(), StandardCharsets.UTF_8));
    }
    return (List<String>)
        at.evaluate(
            """
            () => axe.run().then(found => found.violations
              .filter(v => v.impact === 'serious' || v.impact === 'critical')
              .map(v => v.id + ': ' + v.help + ' at ' + v.nodes.map(n => n.target.join(' ')).slice(0, 3).join(', ')))
            """);
  }

  private static void awaitDecision(String id) {
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> given().get("/api/decisions/" + id).then().statusCode(200));
  }

  private BrowserContext context(ColorScheme scheme, int width, int height) {
    return chromium
        .browser()
        .newContext(
            new Browser.NewContextOptions().setColorScheme(scheme).setViewportSize(width, height));
  }

  private Page page(BrowserContext in) {
    Page opened = in.newPage();
    opened.setDefaultTimeout(SLOWLY);
    opened.onConsoleMessage(
        message -> {
          if (message.type().equals("error") && !message.text().matches(".*status of 40[04].*")) {
            complaints.add(message.text());
          }
        });
    opened.onPageError(complaints::add);
    return opened;
  }

  private void shoot(String name) {
    page.screenshot(
        new Page.ScreenshotOptions()
            .setFullPage(true)
            .setPath(Path.of("target/screenshots", name + ".png")));
  }

  private String url(String path) {
    return address + path;
  }

  private static LocatorAssertions.HasTextOptions slowly() {
    return new LocatorAssertions.HasTextOptions().setTimeout(SLOWLY);
  }

  private static LocatorAssertions.ContainsTextOptions slowlyText() {
    return new LocatorAssertions.ContainsTextOptions().setTimeout(SLOWLY);
  }
}
