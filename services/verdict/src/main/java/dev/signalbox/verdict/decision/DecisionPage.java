package dev.signalbox.verdict.decision;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decisions newest first.
 *
 * @param next where the older page begins; null when there is none
 */
public record DecisionPage(List<Decision> decisions, @Nullable DecisionCursor next) {
  public DecisionPage {
    decisions = List.copyOf(decisions);
  }
}
