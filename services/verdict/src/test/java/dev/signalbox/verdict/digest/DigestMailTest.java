package dev.signalbox.verdict.digest;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.signalbox.verdict.support.Backends;
import dev.signalbox.verdict.support.Chromium;
import io.quarkus.mailer.Mail;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/**
 * The mails as they look: photographed in light and dark, at a phone's width and a mail program's.
 */
@QuarkusTest
@QuarkusTestResource(Backends.class)
class DigestMailTest {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final String LONG = "Extraordinarily".repeat(8);
  private static final String HEBREW =
      "\u05de\u05e0\u05ea\u05d1 \u05d4\u05d1\u05e7\u05e9\u05d5\u05ea";
  private static final String HOSTILE =
      "<img src=x onerror=document.title='hit'> \u202e&amp;\" </a><script>document.title='hit'</script>";

  @Inject DigestMails mails;

  @Test
  void shouldFitAPhoneAndADarkRoomAndHarmNobodyWhateverTheNames() throws Exception {
    DigestContent rich =
        new DigestContent(
            List.of(
                verdict("Junction Cloud", "Too close to call", "Ship"),
                verdict("PocketLens vs " + HEBREW, HEBREW, null),
                verdict(LONG, "Skip", null),
                verdict(HOSTILE, "Ship", "Skip")),
            List.of(
                new DigestContent.Move("Junction Cloud", HEBREW, "/compare/a-vs-b", true),
                new DigestContent.Move(LONG, HOSTILE, "/compare/c-vs-d", false)),
            List.of(
                new DigestContent.Sum(
                    false, 1_204_331, 812_400_000_000L, 4_120_900_000_000L, 3_308_500_000_000L),
                new DigestContent.Sum(true, 1, 1_000, 9_000, 8_000)));
    Mail full = issue(rich);
    Mail little =
        issue(
            new DigestContent(
                List.of(),
                List.of(),
                List.of(new DigestContent.Sum(false, 12, 9_000_000, 8_000_000, -1_000_000))));
    Mail confirm = mails.confirmation(address(), "w".repeat(220), 48).await().atMost(PATIENCE);

    assertThat(full.getText())
        .contains("- \u2068" + HOSTILE + "\u2069: Ship (3\u20131 of 4), before: Skip")
        .contains("PocketLens vs", "1,204,331 requests", "Unsubscribe: http");
    assertThat(little.getText()).contains("more than the reference on 12", "13% above the");
    assertThat(little.getSubject()).endsWith(": 13% more than the reference on 12 requests");
    assertThat(full.getSubject()).doesNotContain("\n", "hit");
    try (Chromium chromium = Chromium.launch()) {
      for (ColorScheme scheme : new ColorScheme[] {ColorScheme.LIGHT, ColorScheme.DARK}) {
        for (int width : new int[] {320, 700}) {
          look(chromium, "mail-full", full, scheme, width);
          look(chromium, "mail-little", little, scheme, width);
          look(chromium, "mail-confirm", confirm, scheme, width);
        }
      }
    }
  }

  private static void look(Chromium chromium, String name, Mail mail, ColorScheme scheme, int width)
      throws Exception {
    String label = name + "-" + scheme.name().toLowerCase(Locale.ROOT) + "-" + width;
    Path folder = Files.createDirectories(Path.of("target/screenshots"));
    Files.writeString(folder.resolve(name + ".txt"), mail.getText());
    try (BrowserContext context =
        chromium
            .browser()
            .newContext(
                new Browser.NewContextOptions()
                    .setColorScheme(scheme)
                    .setViewportSize(width, 900))) {
      Page page = context.newPage();
      page.setContent(mail.getHtml());
      assertThat(
              (Boolean) page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))
          .as(label + " fits")
          .isTrue();
      assertThat(page.title()).as(label).doesNotContain("hit");
      assertThat(page.locator("img, script").count()).as(label).isZero();
      page.screenshot(
          new Page.ScreenshotOptions().setFullPage(true).setPath(folder.resolve(label + ".png")));
    }
  }

  private Mail issue(DigestContent content) {
    DigestWeek week = DigestWeek.of(Instant.parse("2026-11-24T12:00:00Z"), ZoneOffset.UTC);
    return mails
        .issue(
            address(),
            "0123456789abcdef",
            new DigestIssue(week, Instant.parse("2026-11-30T06:00:00Z"), content))
        .await()
        .atMost(PATIENCE);
  }

  private static MailAddress address() {
    return MailAddress.parse("reader@example.org").orElseThrow();
  }

  private static DigestContent.Verdict verdict(
      String title, String after, @org.jspecify.annotations.Nullable String before) {
    return new DigestContent.Verdict(
        title, "/subjects/one", before, after, 0.75, 4, "3\u20131", title.startsWith("Junction"));
  }
}
