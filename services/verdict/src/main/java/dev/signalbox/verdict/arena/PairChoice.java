package dev.signalbox.verdict.arena;

import dev.signalbox.verdict.problem.VerdictProblem;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a voter says of two answers, as stored: by subject, not by side. */
public enum PairChoice {
  FIRST,
  SECOND,
  TIE,
  BOTH_BAD,
  WITHDRAWN;

  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static PairChoice of(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }

  /**
   * Reads a vote by side.
   *
   * @param firstIsLeft whether the pair's first stood on the left
   */
  public static PairChoice bySide(@Nullable String side, boolean firstIsLeft) {
    return switch (side == null ? "" : side) {
      case "left" -> firstIsLeft ? FIRST : SECOND;
      case "right" -> firstIsLeft ? SECOND : FIRST;
      case "tie" -> TIE;
      case "both_bad" -> BOTH_BAD;
      case "withdraw" -> WITHDRAWN;
      default ->
          throw VerdictProblem.invalid(
              "choice", "choice is left, right, tie, both_bad or withdraw");
    };
  }
}
