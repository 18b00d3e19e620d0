package dev.signalbox.verdict.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import dev.signalbox.verdict.support.Backends;
import dev.signalbox.verdict.support.Chromium;
import dev.signalbox.verdict.support.Topics;
import io.quarkus.test.common.http.TestHTTPResource;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** A browser for a test class; screenshots go to target/screenshots. */
abstract class Browsing {
  static final double SLOWLY = 120_000;
  private static Chromium chromium;
  static Topics topics;

  @TestHTTPResource("/")
  URL address;

  private BrowserContext context;
  Page page;
  private final List<String> complaints = new ArrayList<>();

  @BeforeAll
  static void launch() {
    chromium = Chromium.launch();
    PlaywrightAssertions.setDefaultAssertionTimeout(SLOWLY);
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

  static Page.GetByRoleOptions named(String name) {
    return new Page.GetByRoleOptions().setName(name);
  }

  static Page.GetByRoleOptions linked(String name) {
    return new Page.GetByRoleOptions().setName(name).setExact(true);
  }

  void signIn(Page at) {
    at.navigate(url("sign-in"));
    at.getByLabel("Admin token").fill(Backends.ADMIN_TOKEN);
    at.getByLabel("Admin token").press("Enter");
    at.waitForURL(Pattern.compile(".*/(#.*)?$"));
  }

  static void awaitDecision(String id) {
    await()
        .atMost(Duration.ofMinutes(2))
        .untilAsserted(() -> given().get("/api/decisions/" + id).then().statusCode(200));
  }

  BrowserContext context(ColorScheme scheme, int width, int height) {
    return chromium
        .browser()
        .newContext(
            new Browser.NewContextOptions().setColorScheme(scheme).setViewportSize(width, height));
  }

  Page page(BrowserContext in) {
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

  void shoot(String name) {
    page.screenshot(
        new Page.ScreenshotOptions()
            .setFullPage(true)
            .setPath(Path.of("target/screenshots", name + ".png")));
  }

  String url(String path) {
    return address + path;
  }

  /** axe-core's findings of impact serious or critical, one line each. */
  @SuppressWarnings("unchecked")
  static List<String> seriousFindings(Page at) throws IOException {
    try (InputStream script = Browsing.class.getResourceAsStream("/axe.min.js")) {
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
}
