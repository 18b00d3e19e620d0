package dev.signalbox.verdict.console;

import dev.signalbox.verdict.panel.Lens;
import dev.signalbox.verdict.panel.Review;
import dev.signalbox.verdict.panel.ReviewVerdict;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A review on a page.
 *
 * @param lens how the reviewer looked; null when the lens is no longer known
 * @param word what the verdict is called here: of a pair a subject's title
 */
public record ReviewCard(Review review, @Nullable Lens lens, String word) {
  /** One criterion's score. */
  public record Score(String title, int points) {
    /** Width of the bar, 0 to 100. */
    public int bar() {
      return points * 20;
    }
  }

  static ReviewCard of(Review review, Map<String, Lens> lenses, String first, String second) {
    String word =
        switch (review.verdict()) {
          case SHIP -> "Ship";
          case SKIP -> "Skip";
          case ABSTAIN -> "Abstains";
          case FIRST -> first;
          case SECOND -> second;
          case TIE -> "Tie";
          case UNPARSED -> "Not readable";
        };
    return new ReviewCard(review, lenses.get(review.lens()), word);
  }

  public String lensTitle() {
    return lens == null ? review.lens() : lens.title();
  }

  public List<Score> scores() {
    return review.scores().entrySet().stream()
        .map(
            score ->
                new Score(
                    lens == null ? score.getKey() : lens.titleOf(score.getKey()), score.getValue()))
        .toList();
  }

  /** The badge's style. */
  public String tone() {
    return switch (review.verdict()) {
      case SHIP, FIRST, SECOND -> "go";
      case SKIP -> "stop";
      case ABSTAIN, TIE -> "plain";
      case UNPARSED -> "";
    };
  }

  public boolean isUnparsed() {
    return review.verdict() == ReviewVerdict.UNPARSED;
  }
}
