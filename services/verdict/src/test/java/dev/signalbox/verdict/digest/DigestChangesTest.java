package dev.signalbox.verdict.digest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.platform.money.Money;
import dev.signalbox.verdict.arena.Leaderboard;
import dev.signalbox.verdict.panel.Panel;
import dev.signalbox.verdict.panel.PanelCall;
import dev.signalbox.verdict.panel.PanelResult;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DigestChangesTest {
  @Test
  void shouldTellNewAndChangedVerdictsAlone() {
    List<Panel> before =
        List.of(
            panel("same", null, PanelCall.SHIP, false),
            panel("changed", null, PanelCall.SHIP, false),
            panel("unheard", null, PanelCall.NO_QUORUM, false));
    List<Panel> after =
        List.of(
            panel("same", null, PanelCall.SHIP, false),
            panel("changed", null, PanelCall.TOO_CLOSE, false),
            panel("unheard", null, PanelCall.SKIP, false),
            panel("a", "b", PanelCall.SECOND, false),
            panel("silent", null, PanelCall.NO_QUORUM, false),
            panel("invented", null, PanelCall.SHIP, true));

    List<DigestContent.Verdict> changes =
        DigestChanges.verdicts(before, after, DigestChangesTest::titled);

    assertThat(changes)
        .extracting(
            DigestContent.Verdict::title,
            DigestContent.Verdict::path,
            DigestContent.Verdict::before,
            DigestContent.Verdict::after)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(
                "CHANGED", "/subjects/changed", "Ship", "Too close to call"),
            org.assertj.core.groups.Tuple.tuple("UNHEARD", "/subjects/unheard", null, "Skip"),
            org.assertj.core.groups.Tuple.tuple("A vs B", "/compare/a-vs-b", null, "B"));
  }

  @Test
  void shouldTellPairsWhoseIntervalsSeparated() {
    Leaderboard before =
        board(place("a", 950, 1_050), place("b", 940, 1_040), place("c", 800, 900));
    Leaderboard after =
        board(place("c", 1_100, 1_200), place("a", 1_000, 1_050), place("b", 900, 990));

    assertThat(DigestChanges.moves(before, after, DigestChangesTest::titled))
        .containsExactly(
            new DigestContent.Move("C", "A", "/compare/c-vs-a", true),
            new DigestContent.Move("C", "B", "/compare/c-vs-b", true),
            new DigestContent.Move("A", "B", "/compare/a-vs-b", false));
    assertThat(DigestChanges.moves(after, after, DigestChangesTest::titled)).isEmpty();
  }

  @Test
  void shouldNotTakeAnIntervalThatOnlyGrewForAChange() {
    Leaderboard apart = board(place("a", 1_010, 1_050), place("b", 900, 1_000));
    Leaderboard together = board(place("a", 990, 1_050), place("b", 900, 1_000));
    assertThat(DigestChanges.moves(apart, together, DigestChangesTest::titled)).isEmpty();
  }

  private static String titled(String slug) {
    return slug.toUpperCase(Locale.ROOT);
  }

  private static Panel panel(
      String subject, @Nullable String other, PanelCall call, boolean sample) {
    Instant at = Instant.parse("2026-11-24T12:00:00Z");
    PanelResult result =
        new PanelResult(
            call, 0.75, 0.5, 0.9, "3-1", 4, 0, 0, 3, null, null, 0, 0, null, Money.ZERO, false);
    return new Panel(
        "panel_" + subject,
        subject,
        other,
        new Panel.Pins(1, 1, 0, 0),
        3,
        List.of(),
        sample,
        at,
        at,
        result,
        List.of());
  }

  private static Leaderboard board(Leaderboard.Place... places) {
    return new Leaderboard(
        List.of(new Leaderboard.Group(List.of(places), OptionalLong.empty())), 100, 9, false, null);
  }

  private static Leaderboard.Place place(String subject, double lower, double upper) {
    return new Leaderboard.Place(subject, (lower + upper) / 2, lower, upper, 1, 50, 1_000);
  }
}
