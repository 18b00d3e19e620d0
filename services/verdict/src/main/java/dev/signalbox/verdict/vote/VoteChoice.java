package dev.signalbox.verdict.vote;

import dev.signalbox.verdict.problem.VerdictProblem;
import org.jspecify.annotations.Nullable;

/** What a voter says about a subject. */
public enum VoteChoice {
  SHIP("ship"),
  SKIP("skip"),
  WITHDRAWN("withdrawn");

  private final String text;

  VoteChoice(String text) {
    this.text = text;
  }

  /** As in events, the database and the API. */
  public String text() {
    return text;
  }

  public static VoteChoice of(String text) {
    for (VoteChoice choice : values()) {
      if (choice.text.equals(text)) {
        return choice;
      }
    }
    throw new IllegalArgumentException("no choice: " + text);
  }

  /** Reads a cast vote: ship or skip. */
  public static VoteChoice cast(@Nullable String text) {
    if ("ship".equals(text)) {
      return SHIP;
    }
    if ("skip".equals(text)) {
      return SKIP;
    }
    throw VerdictProblem.invalid("choice", "choice is ship or skip");
  }
}
