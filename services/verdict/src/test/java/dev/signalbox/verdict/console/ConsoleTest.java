package dev.signalbox.verdict.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import dev.signalbox.verdict.support.Backends;
import dev.signalbox.verdict.support.Events;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the console does, in a real browser. */
@QuarkusTest
@QuarkusTestResource(Backends.class)
class ConsoleTest extends Browsing {

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
    assertThat(page.locator("#pocketlens .badges")).containsText("sample");
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
        .atMost(Duration.ofMinutes(3))
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

  @Test
  void shouldSayWhatToDoWhereNothingMatches() {
    page.navigate(url("decisions?model=no-such-model"));
    assertThat(page.locator("[data-empty]")).containsText("No decision matches");
    page.navigate(url("nothing"));
  }

  private static Locator pressed(Locator card, String name) {
    return card.getByRole(
        AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(name).setPressed(true));
  }

  private static LocatorAssertions.HasTextOptions slowly() {
    return new LocatorAssertions.HasTextOptions().setTimeout(SLOWLY);
  }

  private static LocatorAssertions.ContainsTextOptions slowlyText() {
    return new LocatorAssertions.ContainsTextOptions().setTimeout(SLOWLY);
  }
}
