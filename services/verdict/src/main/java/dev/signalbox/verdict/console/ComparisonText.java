package dev.signalbox.verdict.console;

import dev.signalbox.verdict.compare.Comparison;
import dev.signalbox.verdict.compare.Side;
import dev.signalbox.verdict.panel.Lens;
import dev.signalbox.verdict.panel.Panel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Says a comparison in a sentence: for the page's head, link previews and pictures. */
final class ComparisonText {
  private ComparisonText() {}

  static SubjectPages.ComparisonView view(Comparison comparison, Map<String, Lens> lenses) {
    Side a = comparison.first();
    Side b = comparison.second();
    PanelView first = PanelView.of(a.panel(), lenses, a.sheet().title(), "");
    PanelView second = PanelView.of(b.panel(), lenses, b.sheet().title(), "");
    PanelView pair = pair(comparison, lenses);
    return new SubjectPages.ComparisonView(
        comparison,
        first,
        second,
        pair,
        new Card(a.votes()),
        new Card(b.votes()),
        comparison.proofs().stream()
            .map(
                proof ->
                    new SubjectPages.ProofLine(
                        proof,
                        ParityView.line(proof.row()),
                        ParityView.saved(proof.experiment().savings())))
            .toList(),
        summary(a, b, first, second, pair));
  }

  /** A panel that was convened on "b-vs-a" speaks of b first, wherever it is shown. */
  private static @Nullable PanelView pair(Comparison comparison, Map<String, Lens> lenses) {
    Panel panel = comparison.pair();
    if (panel == null) {
      return null;
    }
    String a = comparison.first().sheet().title();
    String b = comparison.second().sheet().title();
    boolean same = panel.subject().equals(comparison.first().sheet().slug());
    return PanelView.of(panel, lenses, same ? a : b, same ? b : a);
  }

  private static String summary(
      Side a,
      Side b,
      @Nullable PanelView first,
      @Nullable PanelView second,
      @Nullable PanelView pair) {
    List<String> parts = new ArrayList<>();
    if (pair != null) {
      parts.add(called(pair));
    }
    parts.add(a.sheet().title() + ": " + said(first));
    parts.add(b.sheet().title() + ": " + said(second));
    return String.join(". ", parts) + ".";
  }

  /** What a panel on a pair says. */
  static String called(PanelView pair) {
    return switch (pair.result().call()) {
      case FIRST, SECOND -> "The panel ships " + pair.call() + ", " + pair.result().split();
      case TOO_CLOSE -> "Too close to call: the panel is split " + pair.result().split();
      default -> "The panel has no quorum";
    };
  }

  private static String said(@Nullable PanelView panel) {
    return panel == null
        ? "not judged yet"
        : Display.percent(panel.result().share()) + " of " + panel.result().decided() + " say ship";
  }
}
