package dev.signalbox.verdict.console;

import dev.signalbox.verdict.panel.Lens;
import dev.signalbox.verdict.panel.Panel;
import dev.signalbox.verdict.panel.PanelResult;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A settled panel on a page.
 *
 * @param first title of what the share speaks of
 * @param second title of the pair's other; empty for one subject
 */
public record PanelView(
    Panel panel, PanelResult result, String first, String second, List<ReviewCard> cards) {
  /** Null for a panel that is not settled. */
  static @Nullable PanelView of(
      @Nullable Panel panel, Map<String, Lens> lenses, String first, String second) {
    if (panel == null) {
      return null;
    }
    PanelResult result = panel.result();
    return result == null
        ? null
        : new PanelView(
            panel,
            result,
            first,
            second,
            panel.reviews().stream().map(r -> ReviewCard.of(r, lenses, first, second)).toList());
  }

  /** The verdict in a word or two. */
  public String call() {
    return switch (result.call()) {
      case FIRST -> first;
      case SECOND -> second;
      default -> result.call().title();
    };
  }

  public String tone() {
    return switch (result.call()) {
      case SHIP, FIRST, SECOND -> "go";
      case SKIP -> "stop";
      case TOO_CLOSE, NO_QUORUM -> "";
    };
  }

  /** In words, for those who don't see the bar. */
  public String summary() {
    return "%s of %d reviewers who decided; 95%% interval %s to %s"
        .formatted(
            Display.percent(result.share()),
            result.decided(),
            Display.percent(result.lower()),
            Display.percent(result.upper()));
  }

  public double from() {
    return result.lower() * 100;
  }

  public double wide() {
    return (result.upper() - result.lower()) * 100;
  }

  /** Place of the share's mark, 0.8 wide. */
  public double at() {
    Double share = result.share();
    return share == null ? 0 : Math.clamp(share * 100 - 0.4, 0, 99.2);
  }

  public String alpha() {
    Double alpha = result.alpha();
    return alpha == null ? "too little to compare" : String.format(Locale.ROOT, "%.2f", alpha);
  }

  public String size() {
    Double size = result.effectiveSize();
    return size == null
        ? "unknown: too few subjects judged together"
        : String.format(Locale.ROOT, "%.1f of %d", size, result.decided());
  }

  public boolean isCosted() {
    return result.cost().nanoUsd() > 0;
  }
}
